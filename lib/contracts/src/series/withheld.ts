import type { MetricName } from './metrics.ts';

/** Why a value of a frame is withheld: no number is better than a wrong one, and a missing one is never 0. */
export const withheldReasons = {
  dark: { vi: 'Ảnh quá tối', en: 'Picture too dark' },
  bright: { vi: 'Ảnh quá sáng', en: 'Picture too bright' },
  blurred: { vi: 'Ảnh bị mờ', en: 'Picture out of focus' },
  fogged: { vi: 'Sương mù che khuất', en: 'Fog hides the crop' },
  lens: { vi: 'Ống kính bị bẩn hoặc đọng nước', en: 'Dirt or drops on the lens' },
  blocked: { vi: 'Có vật che ống kính', en: 'Something stands before the lens' },
  frozen: { vi: 'Máy ảnh gửi lại ảnh cũ', en: 'The camera repeats an old picture' },
  infrared: { vi: 'Ảnh hồng ngoại, không có màu', en: 'Infrared picture, no colour' },
  'sun-low': { vi: 'Mặt trời còn thấp', en: 'Sun too low' },
  'empty-area': { vi: 'Vùng đo nằm ngoài ảnh', en: 'The area lies outside the picture' },
  'original-gone': { vi: 'Ảnh gốc đã xóa theo hạn lưu', en: 'The picture was deleted by retention' },
  uncertain: { vi: 'Chưa đủ chắc chắn', en: 'Too uncertain' },
  incalculable: { vi: 'Không tính được', en: 'Cannot be worked out' },
  undecodable: { vi: 'Không đọc được ảnh', en: 'Picture cannot be read' },
  moved: { vi: 'Máy ảnh đã bị xê dịch', en: 'The camera was moved' },
  'view-lost': { vi: 'Không nhận ra khung cảnh', en: 'The view is not recognised' },
  'model-failed': { vi: 'Mô hình gặp lỗi', en: 'The model failed' },
  'no-model': { vi: 'Chưa có mô hình', en: 'There is no model' },
} as const satisfies Record<string, { readonly vi: string; readonly en: string }>;

export type WithheldReason = keyof typeof withheldReasons;

/** Covers and counts, which carry an uncertainty. */
export type UncertainMetric = Extract<MetricName, `${string}Cover` | 'count'>;

/** What was measured on one area of one frame; each metric has a value, or a reason, or was not asked for. */
export interface FrameMeasure {
  readonly values: Partial<Record<MetricName, number>>;
  readonly withheld: Partial<Record<MetricName, WithheldReason>>;
  /** Half the width of what the value may as well be, in its own unit. */
  readonly uncertainty: Partial<Record<UncertainMetric, number>>;
}
