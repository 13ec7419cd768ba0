// `node tools/docs.ts`: writes the pages of docs/ that come from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configPage } from './docs/config-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { cardSchema, modelsPage } from './docs/models-page.ts';
import { root } from './source-tree.ts';

writeFileSync(join(root, 'docs/config.md'), configPage());
writeFileSync(join(root, 'docs/errors.md'), errorsPage());
writeFileSync(join(root, 'docs/models.md'), modelsPage());
writeFileSync(join(root, 'docs/model-card.schema.json'), cardSchema());
