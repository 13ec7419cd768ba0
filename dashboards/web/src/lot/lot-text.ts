import type { AboutLotAnswer } from '@fieldlapse/dashboards-server';
import type { ProofLanguage } from '@fieldlapse/proof';
import type { ToldKind } from './told.ts';

type Anchored = NonNullable<AboutLotAnswer['anchor']>;

const vi = {
  kinds: {
    installation: 'Lắp máy ảnh, cảm biến',
    planting: 'Gieo trồng',
    plantProtection: 'Phun thuốc bảo vệ thực vật',
    fertiliser: 'Bón phân',
    irrigation: 'Tưới nước',
    observation: 'Quan sát đồng ruộng',
    growth: 'Đo sinh trưởng',
    sensorDay: 'Số liệu cảm biến trong ngày',
    alert: 'Cảnh báo',
    answer: 'Nhận xử lý cảnh báo',
    labTest: 'Kiểm nghiệm',
    harvest: 'Thu hoạch',
    packing: 'Đóng gói',
    shipping: 'Vận chuyển',
    sale: 'Bán hàng',
    film: 'Công bố phim',
    decision: 'Quyết định xử lý lô thu hoạch sớm',
    label: 'In nhãn',
    release: 'Xuất lô',
    erased: 'Một sự kiện đã được xóa',
  } satisfies Record<ToldKind, string>,
  loading: 'Đang tải và kiểm tra hồ sơ …',
  absent: 'Không có lô hàng nào mang mã này.',
  unreachable: 'Không tải được hồ sơ. Hãy thử lại khi có mạng.',
  facts: 'Thông tin lô hàng',
  product: 'Sản phẩm',
  image: 'Hình ảnh',
  imageAbove: 'ở trên',
  producer: 'Nơi sản xuất',
  standsIn: 'hợp tác xã đại diện; hộ sản xuất không muốn nêu tên',
  unnamed: 'Hộ sản xuất chưa đồng ý nêu tên',
  address: 'Địa chỉ',
  place: 'Mã địa điểm (GLN)',
  area: 'Mã số vùng trồng',
  traceCode: 'Mã truy xuất',
  produced: 'Thời gian sản xuất',
  quantity: 'Sản lượng',
  brand: 'Thương hiệu',
  bestBefore: 'Hạn sử dụng',
  standards: 'Tiêu chuẩn, chứng nhận',
  origin: 'Nước xuất xứ',
  noneStated: 'không công bố',
  stages: 'Các công đoạn',
  film: 'Phim',
  filmNote: (megabytes: string) => `${megabytes} MB; chỉ tải khi bạn bấm xem.`,
  filmGone: 'Tệp phim không còn trên máy chủ; hồ sơ vẫn giữ mã băm của nó.',
  play: 'Xem phim',
  checkFilm: 'Kiểm tra tệp phim',
  filmIntact: 'Tệp phim đúng y như lúc được ghi vào hồ sơ.',
  filmChanged: 'Tệp phim KHÁC với tệp đã được ghi vào hồ sơ.',
  growth: 'Sinh trưởng',
  covers: {
    'green-cover': 'Độ che phủ xanh',
    'plant-cover': 'Độ che phủ của cây',
    'crop-cover': 'Độ che phủ của cây trồng',
  },
  growthNote: (cover: string, count: number, method: string) => `${cover}, ${count} ngày có ảnh đo được (${method}).`,
  alerts: 'Cảnh báo và cách xử lý',
  noAlerts: 'Hồ sơ không có cảnh báo nào.',
  raised: 'bắt đầu',
  cleared: 'kết thúc',
  severity: 'đổi mức',
  withdrawn: 'Báo nhầm: số liệu đến sau cho thấy không có sự cố.',
  answers: 'Đã làm',
  noAnswer: 'Chưa ghi việc xử lý nào.',
  treatments: 'Thuốc và phân bón',
  noTreatments: 'Hồ sơ không ghi lần sử dụng thuốc hay phân bón nào.',
  interval: (days: number) => `cách ly ${days} ngày`,
  beforeHarvest: (days: number) => `${days} ngày trước thu hoạch`,
  coverage: 'Theo dõi bằng cảm biến',
  coverageNote: (days: number, percent: string) => `${days} ngày có số liệu; trung bình ${percent} số giờ trong ngày.`,
  noCoverage: 'Lô này không có số liệu cảm biến.',
  timeline: 'Toàn bộ diễn biến',
  wrong: 'đã đính chính',
  afterLabel: 'ghi sau khi in nhãn: mã QR không chốt lại',
  devices: (count: number) => `${count} thiết bị`,
  proof: 'Hồ sơ có bị sửa không?',
  proofLead: 'Điện thoại của bạn vừa tự kiểm tra hồ sơ này.',
  steps: 'Từng bước kiểm tra',
  noCode: 'Bạn mở trang này không qua mã QR: chưa đối chiếu được với nhãn.',
  anchored: ({ chainId, contract, block, confirmations }: Anchored, at: string) =>
    `Theo máy chủ của bên bán, sổ minh bạch tính đến nhãn này còn được neo lên blockchain số ${chainId}, khối ${block} (${confirmations} xác nhận lúc ${at}, chưa phải là tuyệt đối). Điện thoại của bạn chưa kiểm tra điều này; muốn chắc chắn, hãy đối chiếu hợp đồng ${contract} bằng lệnh fieldlapse log anchor check.`,
  limits: 'Điều trang này không chứng minh được',
  limitList: [
    'Nhãn bị sao chép vẫn quét được: mã chứng minh hồ sơ, không chứng minh chính quả trong tay bạn.',
    'Hồ sơ cho biết điều gì đã được ghi và không bị sửa; không chứng minh điều được ghi là đúng.',
    'Trang này do bên bán phục vụ. Muốn chắc chắn, hãy kiểm tra tệp hồ sơ bằng trang kiểm tra nhận từ người bạn tin.',
  ],
  scans: (count: number) =>
    `Nhãn này đã được mở ${count} lần. Con số cao bất thường có thể là dấu hiệu nhãn bị sao chép.`,
  download: 'Tải hồ sơ (lot.json)',
  verifier: 'Tải trang kiểm tra ngoại tuyến',
  print: 'In trang này',
  litres: 'lít',
};

export type LotText = typeof vi;

const en: LotText = {
  kinds: {
    installation: 'Cameras and sensors installed',
    planting: 'Planted',
    plantProtection: 'Plant protection applied',
    fertiliser: 'Fertiliser applied',
    irrigation: 'Irrigated',
    observation: 'Field observation',
    growth: 'Growth measured',
    sensorDay: 'A day of sensor readings',
    alert: 'Alert',
    answer: 'Alert taken on',
    labTest: 'Laboratory test',
    harvest: 'Harvested',
    packing: 'Packed',
    shipping: 'Shipped',
    sale: 'Sold',
    film: 'Film published',
    decision: 'Decision on an early harvest',
    label: 'Label printed',
    release: 'Lot released',
    erased: 'An event was erased',
  },
  loading: 'Loading and checking the record …',
  absent: 'There is no lot with this code.',
  unreachable: 'The record could not be loaded. Try again when you are online.',
  facts: 'About this lot',
  product: 'Product',
  image: 'Picture',
  imageAbove: 'above',
  producer: 'Producer',
  standsIn: 'the co-operative; the household does not want to be named',
  unnamed: 'The household has not agreed to be named',
  address: 'Address',
  place: 'Place code (GLN)',
  area: 'Planting area code',
  traceCode: 'Trace code',
  produced: 'Produced',
  quantity: 'Quantity',
  brand: 'Brand',
  bestBefore: 'Best before',
  standards: 'Standards and certificates',
  origin: 'Country of origin',
  noneStated: 'not stated',
  stages: 'Stages',
  film: 'Film',
  filmNote: (megabytes: string) => `${megabytes} MB; loaded only when you play it.`,
  filmGone: 'The film is no longer on the server; the record still holds its digest.',
  play: 'Play the film',
  checkFilm: 'Check the film',
  filmIntact: 'The film is exactly the one that was recorded.',
  filmChanged: 'The film is NOT the one that was recorded.',
  growth: 'Growth',
  covers: { 'green-cover': 'Green cover', 'plant-cover': 'Plant cover', 'crop-cover': 'Crop cover' },
  growthNote: (cover: string, count: number, method: string) =>
    `${cover} on ${count} ${count === 1 ? 'day' : 'days'} with a usable picture (${method}).`,
  alerts: 'Alerts and what was done',
  noAlerts: 'The record holds no alert.',
  raised: 'began',
  cleared: 'ended',
  severity: 'level changed',
  withdrawn: 'False alarm: later readings showed that it never was.',
  answers: 'Done',
  noAnswer: 'No answer is recorded.',
  treatments: 'Plant protection and fertiliser',
  noTreatments: 'The record holds no use of plant protection or fertiliser.',
  interval: (days: number) => `${days} days to wait before harvest`,
  beforeHarvest: (days: number) => `${days} days before the harvest`,
  coverage: 'Watched by sensors',
  coverageNote: (days: number, percent: string) =>
    `${days} days with readings; on average ${percent} of the hours of a day.`,
  noCoverage: 'This lot has no sensor readings.',
  timeline: 'Everything in order',
  wrong: 'corrected',
  afterLabel: 'recorded after the label was printed: not fixed by its code',
  devices: (count: number) => `${count} ${count === 1 ? 'device' : 'devices'}`,
  proof: 'Was the record changed?',
  proofLead: 'Your phone has just checked this record by itself.',
  steps: 'Every step of the check',
  noCode: 'You did not open this page from a QR code: it could not be compared with the label.',
  anchored: ({ chainId, contract, block, confirmations }: Anchored, at: string) =>
    `The seller’s server says that the log, up to this label, is also anchored on blockchain ${chainId}, block ${block} (${confirmations} ${confirmations === 1 ? 'confirmation' : 'confirmations'} at ${at}; none is final). Your phone has not checked this; to be sure, compare contract ${contract} by fieldlapse log anchor check.`,
  limits: 'What this page cannot prove',
  limitList: [
    'A copied label still scans: the code proves the record, not the very fruit in your hand.',
    'The record proves what was written and that it was not changed since; not that it is true.',
    'This page is served by the seller. To be sure, check the record with a verifier from somebody whom you trust.',
  ],
  scans: (count: number) =>
    `This label was opened ${count} ${count === 1 ? 'time' : 'times'}. An unusually high number may mean that it was copied.`,
  download: 'Download the record (lot.json)',
  verifier: 'Download the offline verifier',
  print: 'Print this page',
  litres: 'litres',
};

export const lotTexts: Record<ProofLanguage, LotText> = { vi, en };

/** A moment (UTC ms) on the clock of the farm. */
export function momentText(atMs: number, timeZone: string, language: ProofLanguage): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(atMs);
}

/** Digits as the language writes them. */
export function numberText(value: number, language: ProofLanguage, digits = 1): string {
  return value.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: digits });
}

/** `2026-03-18T06:00` as a reader writes it: it is the clock of the farm already. */
export function timeText(at: string, language: ProofLanguage, withTime = true): string {
  const [day = '', time = ''] = at.split('T');
  const [year, month, date] = day.split('-');
  const written = language === 'vi' ? `${date}/${month}/${year}` : day;
  return withTime && time !== '' ? `${written} ${time}` : written;
}
