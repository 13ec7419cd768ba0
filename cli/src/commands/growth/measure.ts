import { shippedModels } from '@fieldlapse/analytics';
import { FieldlapseError, type CoverConfig } from '@fieldlapse/contracts';
import type { InsideColour } from '@fieldlapse/imaging';
import { modelsIn } from '../../data-folder.ts';
import { maskFolder } from '../../measure/mask-file.ts';
import { measurePhoto, type MeasuredPhoto } from '../../measure/measure-photo.ts';
import { openPhotoModel, type PhotoModel } from '../../measure/photo-model.ts';
import { photoArea } from '../../measure/photo-area.ts';
import { photoTable, type PhotoRow } from '../../measure/photo-table.ts';

export interface MeasureArguments {
  readonly data: string;
  readonly model?: string;
  readonly roi?: string;
  readonly roiInside: InsideColour;
  readonly threshold: CoverConfig['threshold'];
  readonly subject?: string;
  readonly maskOut?: string;
  readonly json?: boolean;
}

type MeasuredRow = Omit<MeasuredPhoto, 'plants'> & { readonly mask?: string };

/** `fieldlapse measure PHOTO…`: what pixels and a model say of photos; no server needed. Exit code 1 where one could not be measured. */
export async function measureCommand(photos: readonly string[], args: MeasureArguments): Promise<number> {
  const area = await photoArea(args.roi, args.roiInside);
  const model = await modelOf(args);
  const writeMask = args.maskOut === undefined ? undefined : maskFolder(args.maskOut, photos);
  const rows: (MeasuredRow | Extract<PhotoRow, { error: object }>)[] = [];
  try {
    for (const photo of photos) {
      try {
        const { plants, ...measured } = await measurePhoto(photo, {
          area,
          model,
          cover: { threshold: args.threshold },
        });
        const mask = writeMask && (await writeMask({ ...measured, plants }));
        rows.push({ ...measured, ...(mask !== undefined && { mask }) });
      } catch (error) {
        if (!(error instanceof FieldlapseError)) throw error;
        rows.push({ photo, error: { code: error.code, message: error.message } });
      }
    }
  } finally {
    await model?.close();
  }
  const { subject } = args;
  const asJson = () => `${JSON.stringify({ photos: rows.map((row) => judged(row, subject)) })}\n`;
  process.stdout.write(args.json ? asJson() : shown(rows, subject));
  return rows.some((row) => 'error' in row) ? 1 : 0;
}

/** `--model index` asks no model; without the option the default model is asked where there is one. */
async function modelOf({ model, data }: MeasureArguments): Promise<PhotoModel | undefined> {
  if (model === 'index') return undefined;
  return openPhotoModel([shippedModels, modelsIn(data)], model);
}

/** With `validated`: whether a method was measured on that crop; null where nobody said which crop it is. */
function judged<Row extends PhotoRow>(row: Row, subject: string | undefined): object {
  if ('error' in row) return row;
  const methods = row.methods.map((method) =>
    method.validatedFor
      ? { ...method, validated: subject === undefined ? null : isValidated(method.validatedFor, subject) }
      : method,
  );
  return { ...row, methods };
}

function isValidated(validatedFor: readonly string[], subject: string): boolean {
  return validatedFor.includes(subject.toLowerCase());
}

function shown(rows: readonly PhotoRow[], subject: string | undefined): string {
  const notes = new Map<string, string>();
  for (const { method, validatedFor } of rows.flatMap((row) => ('methods' in row ? row.methods : []))) {
    if (!validatedFor) continue;
    const known = `measured on ${validatedFor.join(', ')}`;
    const open = subject === undefined ? '; say --subject to compare with your crop' : '';
    const not = subject !== undefined && !isValidated(validatedFor, subject) ? `; NOT validated for ${subject}` : open;
    notes.set(method, `Covers by ${method}: ${known}${not}.\n`);
  }
  return photoTable(rows) + [...notes.values()].join('');
}
