import { isValidatedFor, modelValidity } from '@fieldlapse/contracts';
import type { ModelRow } from '@fieldlapse/store';
import { z } from 'zod';
import type { MethodAnswer } from '../routes/schema/metric-answers.ts';

/** What of a model's card people are told. */
const shownCard = modelValidity.extend({
  title: z.object({ vi: z.string(), en: z.string() }),
  experimental: z.boolean().default(false),
  licence: z.string(),
  attribution: z.string().optional(),
  accuracy: z.record(z.string(), z.unknown()).default({}),
});

/** Methods that are always there. */
const indices: Record<string, MethodAnswer['title']> = {
  rgb: { vi: 'Màu trung bình và các chỉ số màu', en: 'Mean colour and colour indices' },
  index: { vi: 'Độ phủ theo chỉ số xanh ExG', en: 'Cover by the ExG index' },
};

type Described = Pick<
  MethodAnswer,
  'method' | 'kind' | 'title' | 'experimental' | 'validated' | 'accuracy' | 'licence' | 'attribution'
>;

/** A method in words: an index, or a model by its card; `subject` is the crop that it is used on. */
export function describeMethod(method: string, models: readonly ModelRow[], subject: string | undefined): Described {
  const model = models.find(({ name, version }) => `${name}-${version}` === method);
  const card = model?.card ? shownCard.safeParse(JSON.parse(model.card)).data : undefined;
  if (card) {
    const { title, experimental, accuracy, licence, attribution = null } = card;
    const validated = isValidatedFor(card, subject);
    return { method, kind: 'model', title, experimental, validated, accuracy, licence, attribution };
  }
  const [family = ''] = method.split('-');
  const title = indices[family] ?? { vi: method, en: method };
  const nothing = { accuracy: {}, licence: null, attribution: null };
  return {
    method,
    kind: indices[family] ? 'index' : 'model',
    title,
    experimental: false,
    validated: false,
    ...nothing,
  };
}
