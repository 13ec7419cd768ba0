import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { captureTimeOf, parseTimeSource } from '../../src/pictures/capture-time.ts';

const zone = 'Asia/Ho_Chi_Minh';
const plain = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'green' } })
  .jpeg()
  .toBuffer();
const picture = (name: string, jpeg = plain) => ({ name, jpeg, modifiedAt: 1_700_000_000_123.7 });

describe('captureTimeOf', () => {
  it.each([
    [
      'name:YYYY-MM-DD-HH-mm',
      '10.9.1.241_pos-165-003-020_2019-10-22-11-05_crop-img11.jpg',
      Date.UTC(2019, 9, 22, 4, 5),
    ],
    ['name:YYYY-MM-DD_HHmm', 'EggCheck_image_2016-06-14_1630.jpg', Date.UTC(2016, 5, 14, 9, 30)],
    ['name:IMG_YYYYMMDD_*HHmmss', 'a/b/IMG_20240503_x063059.jpeg', Date.UTC(2024, 4, 2, 23, 30, 59)],
    ['name:DD.MM.YYYY', '03.05.2024.jpg', Date.UTC(2024, 4, 2, 17)],
  ])('reads %s in a file name', async (pattern, name, utcMs) => {
    expect(await captureTimeOf(picture(name), parseTimeSource(pattern), zone)).toBe(utcMs);
  });

  it('reads the file time', async () => {
    expect(await captureTimeOf(picture('a.jpg'), parseTimeSource('mtime'), zone)).toBe(1_700_000_000_123);
  });

  it('reads EXIF, in the zone of the site where the camera wrote no offset', async () => {
    const local = { IFD2: { DateTimeOriginal: '2024:05:03 06:30:00' } };
    const abroad = { IFD2: { DateTimeOriginal: '2024:05:03 06:30:00', OffsetTimeOriginal: '+02:00' } };
    const at = async (exif: object) => {
      const jpeg = await sharp(plain).withExif(exif).jpeg().toBuffer();
      return captureTimeOf(picture('a.jpg', jpeg), parseTimeSource('exif'), zone);
    };
    expect(await at(local)).toBe(Date.UTC(2024, 4, 2, 23, 30));
    expect(await at(abroad)).toBe(Date.UTC(2024, 4, 3, 4, 30));
  });

  it('says which picture has no time, and where it looked', async () => {
    await expect(captureTimeOf(picture('a.jpg'), parseTimeSource('exif'), zone)).rejects.toThrow(
      'a.jpg: no EXIF DateTimeOriginal',
    );
    const pattern = parseTimeSource('name:YYYY-MM-DD');
    await expect(captureTimeOf(picture('b.jpg'), pattern, zone)).rejects.toMatchObject({ code: 'NO_CAPTURE_TIME' });
  });

  it.each(['', 'exim', 'name:', 'name:YYYY-MM', 'name:YYYY-MM-DD-DD'])('refuses --time %j', (text) => {
    expect(() => parseTimeSource(text)).toThrow(expect.objectContaining({ code: 'BAD_TIME_PATTERN' }));
  });
});
