import type { Cycle, SeasonWarning } from '@fieldlapse/analytics';

export type Language = 'vi' | 'en';

type Texts = Readonly<Record<Language, string>>;

export const plotWords = {
  measured: { vi: 'giá trị ngày', en: 'daily value' },
  curve: { vi: 'đường làm trơn, dải 90 %', en: 'smoothed, 90 % band' },
  leftOut: { vi: 'bỏ ra (nhiễu, ngập, che khuất)', en: 'left out (outlier, flood, hidden)' },
  gap: { vi: 'không có số đo', en: 'no value' },
  transition: { vi: 'mốc 10, 25, 50 % biên độ', en: '10, 25, 50 % of amplitude' },
  cycle: { vi: 'Vụ', en: 'Cycle' },
  harvest: { vi: 'gặt', en: 'harvest' },
} as const satisfies Record<string, Texts>;

export const kindWords: Readonly<Record<Cycle['kind'], Texts>> = {
  ripened: { vi: 'đã chín', en: 'ripened' },
  'cut-green': { vi: 'cắt khi còn xanh', en: 'cut green' },
  ended: { vi: 'đã kết thúc, không rõ cách nào', en: 'ended, not seen how' },
  open: { vi: 'đang diễn ra', en: 'not over' },
};

export const confidenceWords: Readonly<Record<Cycle['confidence'], Texts>> = {
  high: { vi: 'chắc chắn', en: 'sure' },
  fair: { vi: 'khá chắc', en: 'fairly sure' },
  low: { vi: 'chưa chắc', en: 'unsure' },
};

export const warningWords: Readonly<Record<SeasonWarning, Texts>> = {
  'few-days': { vi: 'Có chưa tới 7 ngày có số đo.', en: 'Fewer than 7 days have a value.' },
  'no-cycle': {
    vi: 'Không có lần tăng hay giảm nào đủ lớn để gọi là một vụ.',
    en: 'Nothing rises or falls enough to be called a cycle.',
  },
  'rise-not-seen': {
    vi: 'Số đo bắt đầu khi cây đã lên: không biết ngày bắt đầu vụ.',
    en: 'The values begin when the crop already stands: when it rose was not seen.',
  },
  'fall-in-gap': {
    vi: 'Cây mất xanh trong những ngày không có số đo: không rõ chín hay bị cắt.',
    en: 'The crop lost its green in days without values: ripened or cut cannot be told.',
  },
  gap: { vi: 'Có quãng hơn 7 ngày không có số đo.', en: 'There are gaps of more than 7 days.' },
  disturbed: {
    vi: 'Ruộng bị che một thời gian, có thể do ngập: những ngày đó được ước lượng.',
    en: 'The field was hidden for a while, by a flood perhaps: those days are estimated.',
  },
  dip: {
    vi: 'Giá trị tụt rồi trở lại ngay như cũ: không tính là một vụ.',
    en: 'The value fell and came back to where it was: not counted as a cycle.',
  },
  'sudden-fall': {
    vi: 'Giá trị vừa tụt đột ngột: chưa phân biệt được bị cắt hay bị ngập.',
    en: 'The value has just dropped: a cut and a flood cannot be told apart yet.',
  },
  noisy: {
    vi: 'Nhiễu lớn hơn một phần mười biên độ: ngày mốc kém chính xác.',
    en: 'The noise is more than a tenth of the amplitude: dates are less exact.',
  },
};
