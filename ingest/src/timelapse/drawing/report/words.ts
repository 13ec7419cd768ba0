import type { Language } from '../words.ts';

interface ReportWords {
  readonly title: string;
  readonly site: string;
  readonly camera: string;
  readonly season: string;
  readonly sown: string;
  readonly started: string;
  readonly ended: string;
  readonly period: string;
  readonly coverage: (percent: string) => string;
  readonly noSchedule: string;
  readonly pictures: (shown: number, all: number) => string;
  readonly gaps: (days: number) => string;
  readonly keogram: string;
  readonly unreadable: string;
  readonly film: string;
  readonly page: (page: number, pages: number) => string;
}

/** The fixed sentences of the report. */
export const reportWords: Record<Language, ReportWords> = {
  vi: {
    title: 'Báo cáo hình ảnh mùa vụ',
    site: 'Nông trại',
    camera: 'Camera',
    season: 'Mùa vụ',
    sown: 'sạ ngày',
    started: 'bắt đầu ngày',
    ended: 'kết thúc ngày',
    period: 'Thời gian',
    coverage: (percent) => `Đã chụp ${percent} số ảnh theo lịch`,
    noSchedule: 'Chưa khai báo lịch chụp',
    pictures: (shown, all) =>
      shown === all ? `${all} ảnh trong báo cáo` : `${shown} trong ${all} ảnh, chọn cách đều nhau`,
    gaps: (days) => (days === 0 ? 'Ngày nào cũng có ảnh' : `${days} ngày không có ảnh`),
    keogram: 'Mỗi cột là một ngày, từ trái sang phải; gạch chéo: không có ảnh',
    unreadable: 'Ảnh không còn đọc được',
    film: 'Mã phim',
    page: (page, pages) => `Trang ${page}/${pages}`,
  },
  en: {
    title: 'Image report of the season',
    site: 'Farm',
    camera: 'Camera',
    season: 'Season',
    sown: 'sown on',
    started: 'started on',
    ended: 'ended on',
    period: 'Period',
    coverage: (percent) => `${percent} of the scheduled pictures were taken`,
    noSchedule: 'No schedule of pictures is configured',
    pictures: (shown, all) =>
      shown === all ? `${pictures(all)} in this report` : `${shown} of ${pictures(all)}, evenly chosen`,
    gaps: (days) => {
      if (days === 0) return 'A picture of every day';
      return days === 1 ? '1 day without pictures' : `${days} days without pictures`;
    },
    keogram: 'Each column is a day, left to right; hatched: no picture',
    unreadable: 'Picture no longer readable',
    film: 'Film',
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
};

function pictures(count: number): string {
  return count === 1 ? '1 picture' : `${count} pictures`;
}
