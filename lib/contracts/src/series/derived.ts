import type { Quantity } from './quantities.ts';

/**
 * What is worked out from the readings of one sensor, with its unit; each stands in the series store beside the raw series, under
 * the same sensor. `daily` ones have one value for each local day, at its end.
 */
export const derivedQuantities = {
  vpdKPa: {
    unit: 'kPa',
    min: 0,
    max: 20,
    daily: false,
    vi: 'Độ hụt áp suất hơi (VPD)',
    en: 'Vapour pressure deficit (VPD)',
  },
  dewPointC: { unit: '°C', min: -60, max: 60, daily: false, vi: 'Điểm sương', en: 'Dew point' },
  wetBulbC: { unit: '°C', min: -30, max: 50, daily: false, vi: 'Nhiệt độ bầu ướt', en: 'Wet-bulb temperature' },
  cattleThi: {
    unit: '',
    min: -20,
    max: 140,
    daily: false,
    vi: 'Chỉ số nhiệt ẩm của bò (THI)',
    en: 'Temperature–humidity index of cattle (THI)',
  },
  broilerThviC: {
    unit: '°C',
    min: -25,
    max: 60,
    daily: false,
    vi: 'Chỉ số nhiệt ẩm gió của gà thịt (THVI)',
    en: 'Temperature–humidity–velocity index of broilers (THVI)',
  },
  seaSaltGramPerL: { unit: 'g/L', min: 0, max: 60, daily: false, vi: 'Độ mặn', en: 'Salt in the water' },
  degreeDaysC: {
    unit: '°C·d',
    min: 0,
    max: 50,
    daily: true,
    vi: 'Tích nhiệt trong ngày',
    en: 'Degree days of the day',
  },
  cattleThiHours: {
    unit: 'h',
    min: 0,
    max: 2000,
    daily: true,
    vi: 'Tải nhiệt trong ngày của bò',
    en: 'Heat load of the day on cattle',
  },
  cattleRecoveryHours: {
    unit: 'h',
    min: 0,
    max: 24,
    daily: true,
    vi: 'Giờ mát liền nhau trong ngày',
    en: 'Longest cool stretch of the day',
  },
  leafWetHours: {
    unit: 'h',
    min: 0,
    max: 24,
    daily: true,
    vi: 'Số giờ lá ướt trong ngày',
    en: 'Leaf wetness of the day',
  },
  blastRate: { unit: '1/d', min: 0, max: 2, daily: true, vi: 'Tốc độ lây đạo ôn lá', en: 'Spread rate of leaf blast' },
  blastNights: {
    unit: 'd',
    min: 0,
    max: 366,
    daily: true,
    vi: 'Số đêm liền thuận lợi cho đạo ôn',
    en: 'Nights in a row that favour blast',
  },
  chillingDegreeHours: {
    unit: '°C·h',
    min: 0,
    max: 1500,
    daily: true,
    vi: 'Tải lạnh trong ngày',
    en: 'Chilling of the day',
  },
  heatDegreeHours: { unit: '°C·h', min: 0, max: 1500, daily: true, vi: 'Tải nóng trong ngày', en: 'Heat of the day' },
  rainMeanMm: { unit: 'mm/d', min: 0, max: 300, daily: true, vi: 'Mưa trung bình 15 ngày', en: 'Mean rain of 15 days' },
  dryDowns: { unit: '', min: 0, max: 100, daily: true, vi: 'Số lần rút nước hợp lệ', en: 'Valid dry-downs' },
} as const satisfies Record<string, Quantity & { readonly daily: boolean }>;

export type DerivedQuantityName = keyof typeof derivedQuantities;

export const derivedQuantityNames = Object.keys(derivedQuantities) as [DerivedQuantityName, ...DerivedQuantityName[]];

/** Name of a derived series in the series store. */
export function derivedSeries(site: string, sensor: string, quantity: DerivedQuantityName): string {
  return `${site}/${sensor}/${quantity}`;
}
