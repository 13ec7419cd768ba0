import type { Quantity } from './quantities.ts';

/** What the server sees of a device by its status, at the time of the server; rules watch it, no series holds it. */
export const deviceStates = {
  cardFullPct: { unit: '%', min: 0, max: 100, vi: 'Thẻ nhớ đã dùng', en: 'Card used' },
  cameraFaults: { unit: '', min: 0, max: 64, vi: 'Số máy ảnh báo lỗi', en: 'Cameras that report a fault' },
  alarm: { unit: '', min: 0, max: 1, vi: 'Thiết bị báo động', en: 'Alarm of the device' },
} as const satisfies Record<string, Quantity>;

export type DeviceStateName = keyof typeof deviceStates;
export const deviceStateNames = Object.keys(deviceStates) as [DeviceStateName, ...DeviceStateName[]];

/** What the quality gate and the film say of a camera's frames: 1 where it is so, 0 where it is not. */
export const cameraStates = {
  viewMoved: { unit: '', min: 0, max: 1, vi: 'Máy ảnh bị xê dịch', en: 'Camera has moved' },
  viewBlocked: { unit: '', min: 0, max: 1, vi: 'Ống kính bị che', en: 'View is blocked' },
  viewBlurred: { unit: '', min: 0, max: 1, vi: 'Ảnh nhòe', en: 'Picture is blurred' },
  viewDark: { unit: '', min: 0, max: 1, vi: 'Ảnh quá tối', en: 'Picture is too dark' },
  viewFrozen: { unit: '', min: 0, max: 1, vi: 'Máy ảnh gửi lại ảnh cũ', en: 'Camera repeats a picture' },
} as const satisfies Record<string, Quantity>;

export type CameraStateName = keyof typeof cameraStates;
export const cameraStateNames = Object.keys(cameraStates) as [CameraStateName, ...CameraStateName[]];
