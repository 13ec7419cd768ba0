import type { ProofLanguage } from '@fieldlapse/proof';

const vi = {
  title: 'Kiểm tra hồ sơ',
  lead: 'Trang này kiểm tra ngay trên máy của bạn. Không có gì được gửi đi, và không cần mạng.',
  drop: 'Thả tệp lot.json hoặc .tlog-proof vào đây',
  choose: 'Chọn tệp',
  more: 'Có thể thả thêm phim hoặc giấy chứng nhận đi kèm.',
  qr: 'Địa chỉ trong mã QR trên bao bì',
  qrNote: 'Quét mã trên bao bì rồi dán vào đây. Đừng lấy từ trang web đã đưa tệp cho bạn.',
  policy: 'Bạn tin ai',
  pinned: 'Các khóa này nằm sẵn trong trang. Hãy chắc rằng bạn nhận trang từ nguồn đáng tin, không phải từ bên bán.',
  paste: 'Dán tệp chính sách: khóa của sổ và của các bên chứng kiến.',
  change: 'Dùng chính sách khác',
  log: 'sổ',
  witness: 'chứng kiến',
  nobody: 'Không có bên chứng kiến: nhiều nhất là màu vàng.',
  lot: 'Lô',
  events: (count: number) => `${count} sự kiện`,
  erased: 'đã xóa',
  checkedIn: (ms: number) => `Kiểm tra xong trong ${(ms / 1000).toFixed(2).replace('.', ',')} giây`,
  label: 'in nhãn',
  release: 'xuất lô',
  link: 'nối từ lô trồng',
  key: 'khóa của sổ',
  erase: 'xóa một sự kiện',
  limit:
    'Hồ sơ đúng không có nghĩa là mọi điều ghi vào đều đúng: trang này chỉ cho biết sau đó không ai sửa hay giấu đi.',
};

type VerifierText = typeof vi;

const en: VerifierText = {
  title: 'Check a record',
  lead: 'This page checks on your own device. Nothing is sent anywhere, and no network is needed.',
  drop: 'Drop a lot.json or .tlog-proof here',
  choose: 'Choose a file',
  more: 'You may add the film or papers that belong to it.',
  qr: 'Address in the QR code on the package',
  qrNote: 'Scan the code on the package and paste it here. Do not take it from the site that gave you the file.',
  policy: 'Whom you trust',
  pinned:
    'These keys are part of this page. Be sure that you have the page from somebody whom you trust, not from the seller.',
  paste: 'Paste a policy file: keys of the log and of witnesses.',
  change: 'Use another policy',
  log: 'log',
  witness: 'witness',
  nobody: 'No witness asked for: amber at best.',
  lot: 'Lot',
  events: (count: number) => `${count} ${count === 1 ? 'event' : 'events'}`,
  erased: 'erased',
  checkedIn: (ms: number) => `Checked in ${(ms / 1000).toFixed(2)} s`,
  label: 'label printed',
  release: 'lot released',
  link: 'goes on from the growing lot',
  key: 'key of the log',
  erase: 'an event was erased',
  limit:
    'A right record does not mean that all that was written is true: this page only tells that nobody changed or hid it later.',
};

export const texts: Record<ProofLanguage, VerifierText> = { vi, en };

/** Vietnamese unless the browser asks for English first. */
export const firstLanguage = (): ProofLanguage =>
  navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'vi' || tag === 'en') === 'en' ? 'en' : 'vi';
