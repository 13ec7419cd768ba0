/** Lower case, without accents and signs: `Thời gian cách ly (ngày)` → `thoi gian cach ly ngay`. */
export function plainWords(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/giu, 'd').toLowerCase();
  return bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
