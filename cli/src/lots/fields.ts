import type { FactKind } from '@fieldlapse/traceability';

/** How a field is written on the command line and in a table. */
export type FieldType = 'text' | 'number' | 'whole' | 'truth' | 'day' | 'means' | 'unit' | 'list' | 'lots' | 'contents';

/** A field of a fact: its flag, and the heads that its column may have, in Vietnamese and English without accents. */
export interface Field {
  readonly flag: string;
  readonly type: FieldType;
  readonly description: string;
  readonly heads: readonly string[];
}

/** Every field that people fill in, by its name in the fact. */
export const fields = {
  species: { flag: '--species <name>', type: 'text', description: 'what grows, by its botanical name', heads: ['loai cay', 'cay trong', 'species', 'crop'] },
  variety: { flag: '--variety <name>', type: 'text', description: 'the variety', heads: ['giong', 'variety'] },
  plants: { flag: '--plants <number>', type: 'number', description: 'how many plants', heads: ['so cay', 'plants'] },
  areaHa: { flag: '--area-ha <ha>', type: 'number', description: 'the planted area, hectares', heads: ['dien tich ha', 'dien tich', 'area ha', 'area'] },
  plantingAreaCode: { flag: '--area-code <code>', type: 'text', description: 'planting area code; the producer must have agreed', heads: ['ma so vung trong', 'ma vung trong', 'planting area code', 'area code'] },
  means: { flag: '--means <kind>', type: 'means', description: 'plant-protection or fertiliser', heads: ['loai vat tu', 'means', 'treatment kind'] },
  product: { flag: '--product <name>', type: 'text', description: 'what was applied, as the label says', heads: ['ten thuoc', 'san pham', 'ten vat tu', 'product'] },
  activeIngredient: { flag: '--active <name>', type: 'text', description: 'its active ingredient', heads: ['hoat chat', 'active ingredient'] },
  dose: { flag: '--dose <number>', type: 'number', description: 'how much in all, in --unit', heads: ['lieu luong', 'luong dung', 'dose'] },
  doseUnit: { flag: '--unit <code>', type: 'unit', description: 'unit of the dose: kg, g, l, ml, or a code of UN/CEFACT', heads: ['don vi', 'unit', 'dose unit'] },
  pest: { flag: '--pest <name>', type: 'text', description: 'against what', heads: ['sau benh', 'dich hai', 'doi tuong', 'pest', 'target pest'] },
  preHarvestIntervalDays: { flag: '--interval <days>', type: 'whole', description: 'days until a harvest is safe, as the label says', heads: ['thoi gian cach ly', 'cach ly', 'phi', 'pre harvest interval', 'pre harvest interval days'] },
  operatorRole: { flag: '--operator-role <role>', type: 'text', description: 'who did it, by role and not by name', heads: ['vai tro', 'operator role'] },
  inResponseTo: { flag: '--answers <alert>', type: 'text', description: 'URI of the alert that this answers', heads: ['canh bao', 'in response to', 'alert'] },
  volumeLitres: { flag: '--litres <number>', type: 'number', description: 'water, litres', heads: ['luong nuoc l', 'luong nuoc', 'so lit', 'litres', 'water l'] },
  bbch: { flag: '--bbch <code>', type: 'whole', description: 'growth stage, BBCH 0–99', heads: ['giai doan bbch', 'bbch'] },
  heightCm: { flag: '--height-cm <cm>', type: 'number', description: 'height of the plants, cm', heads: ['chieu cao cm', 'chieu cao', 'height cm'] },
  count: { flag: '--count <number>', type: 'whole', description: 'how many were counted', heads: ['so luong dem', 'so qua', 'count'] },
  laboratory: { flag: '--laboratory <gln>', type: 'text', description: 'GLN of the laboratory', heads: ['phong thi nghiem', 'ma gln phong thi nghiem', 'laboratory'] },
  report: { flag: '--report <number>', type: 'text', description: 'number of its report', heads: ['so phieu', 'phieu ket qua', 'report'] },
  conformant: { flag: '--conformant <yes>', type: 'truth', description: 'yes or no', heads: ['dat', 'ket qua', 'conformant', 'passed'] },
  from: { flag: '--from <lots>', type: 'lots', description: 'growing lots that it was cut from, by comma', heads: ['tu lo', 'lo trong', 'from', 'from lots'] },
  kilograms: { flag: '--kg <kg>', type: 'number', description: 'what was harvested, kg', heads: ['san luong kg', 'san luong', 'khoi luong kg', 'khoi luong', 'kilograms', 'kg'] },
  brand: { flag: '--brand <name>', type: 'text', description: 'the brand that it is sold under', heads: ['thuong hieu', 'nhan hieu', 'brand'] },
  bestBefore: { flag: '--best-before <day>', type: 'day', description: 'best before, YYYY-MM-DD', heads: ['han su dung', 'best before'] },
  certificates: { flag: '--certificates <uris>', type: 'list', description: 'URIs of certificates, by comma', heads: ['chung nhan', 'certificates'] },
  sscc: { flag: '--sscc <digits>', type: 'text', description: 'SSCC of the unit', heads: ['sscc', 'ma sscc'] },
  contents: { flag: '--content <lot=kg>', type: 'contents', description: 'LOT=KG, several by comma', heads: ['noi dung', 'ben trong', 'contents', 'content'] },
  units: { flag: '--units <ssccs>', type: 'list', description: 'SSCCs of what leaves, by comma', heads: ['kien hang', 'units'] },
  despatchAdvice: { flag: '--despatch <number>', type: 'text', description: 'number of the despatch advice', heads: ['phieu xuat kho', 'despatch advice'] },
  to: { flag: '--to <gln>', type: 'text', description: 'GLN of who gets it', heads: ['noi nhan', 'den', 'to'] },
  invoice: { flag: '--invoice <number>', type: 'text', description: 'number of the invoice', heads: ['hoa don', 'so hoa don', 'invoice'] },
  order: { flag: '--order <number>', type: 'text', description: 'number of the buyer’s order', heads: ['don hang', 'so don hang', 'order'] },
  buyer: { flag: '--buyer <gln>', type: 'text', description: 'GLN of the buyer', heads: ['nguoi mua', 'ben mua', 'buyer'] },
  treatment: { flag: '--treatment <fact>', type: 'whole', description: 'number of the treatment that stands in the way', heads: ['lan phun', 'treatment'] },
  decision: { flag: '--decision <text>', type: 'text', description: 'what becomes of the lot; everybody can read it', heads: ['quyet dinh', 'decision'] },
  authorisedAs: { flag: '--as <office>', type: 'text', description: 'in what office you decide, not your name', heads: ['tham quyen', 'chuc vu', 'authorised as'] },
} as const satisfies Record<string, Field>; // prettier-ignore

export type FieldName = keyof typeof fields;

/** What people record: the command, the fact, its fields, and what tables call it. */
interface Verb {
  readonly kind: FactKind;
  readonly description: string;
  readonly fields: readonly FieldName[];
  readonly heads: readonly string[];
}

export const verbs = {
  plant: { kind: 'planting', description: 'record that a growing lot was planted', fields: ['species', 'variety', 'plants', 'areaHa', 'plantingAreaCode'], heads: ['gieo trong', 'gieo', 'trong', 'planting', 'plant'] },
  treat: { kind: 'treatment', description: 'record a treatment: plant protection or fertiliser', fields: ['means', 'product', 'activeIngredient', 'dose', 'doseUnit', 'pest', 'preHarvestIntervalDays', 'operatorRole', 'inResponseTo'], heads: ['phun thuoc', 'bon phan', 'xu ly', 'treatment', 'treat', 'spraying', 'fertilising', 'fertilizing'] },
  irrigate: { kind: 'irrigation', description: 'record that a growing lot was watered', fields: ['volumeLitres', 'inResponseTo'], heads: ['tuoi nuoc', 'tuoi', 'irrigation', 'irrigate'] },
  observe: { kind: 'observation', description: 'record what somebody saw on the field', fields: ['bbch', 'heightCm', 'count', 'inResponseTo'], heads: ['quan sat', 'theo doi', 'observation', 'observe'] },
  test: { kind: 'labTest', description: 'record a laboratory’s result', fields: ['laboratory', 'report', 'conformant'], heads: ['kiem nghiem', 'lab test', 'test'] },
  harvest: { kind: 'harvest', description: 'record a harvest: it makes a harvest lot', fields: ['from', 'kilograms', 'brand', 'bestBefore', 'certificates'], heads: ['thu hoach', 'harvest'] },
  pack: { kind: 'packing', description: 'record what was packed into a unit', fields: ['sscc', 'contents'], heads: ['dong goi', 'packing', 'pack'] },
  ship: { kind: 'shipping', description: 'record that units left', fields: ['units', 'despatchAdvice', 'to'], heads: ['van chuyen', 'xuat hang', 'shipping', 'ship'] },
  sell: { kind: 'sale', description: 'record a sale', fields: ['contents', 'invoice', 'order', 'buyer'], heads: ['ban hang', 'ban', 'sale', 'sell'] },
  resolve: { kind: 'resolution', description: 'decide on a lot that was harvested too early; everybody can read it', fields: ['treatment', 'decision', 'authorisedAs'], heads: ['quyet dinh xu ly', 'resolution', 'resolve'] },
} as const satisfies Record<string, Verb>; // prettier-ignore

export type VerbName = keyof typeof verbs;

/** Facts whose lots follow from what they say. */
export const aboutGoods: ReadonlySet<FactKind> = new Set(['packing', 'shipping', 'sale']);
