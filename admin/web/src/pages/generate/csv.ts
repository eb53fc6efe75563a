import Papa from 'papaparse';

export type RowProblem = 'noName' | 'broken';

export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  number: number;
  cells: string[];
  problem: RowProblem | null;
}

export interface CsvTable {
  file: string;
  header: string[];
  rows: CsvRow[];
  good: CsvRow[];
  /** The file without the rows that cannot be used, as it is sent. */
  cleaned: string;
  problem: 'noNameColumn' | 'empty' | 'tooMany' | null;
}

const MOST_ROWS = 100;
// The commonest of the headers that the server takes for a name; where none is here, the server decides.
const NAMES = new Set(
  ['name', 'title', 'product', 'product name', 'item', 'produkt', 'artikel', 'bezeichnung', 'nom', 'titre', 'nombre']
    .concat([
      'producto',
      'nome',
      'prodotto',
      'naam',
      'tên',
      'tên sản phẩm',
      'sản phẩm',
      '商品名',
      '产品名称',
      'название',
    ])
    .map((name) => name.normalize('NFC')),
);

function normal(header: string): string {
  return header
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}

function judge(cells: string[], width: number, name: number): RowProblem | null {
  if (cells.length > width) return 'broken';
  return (cells[name] ?? '').trim() === '' ? 'noName' : null;
}

function problemOf(name: number, good: CsvRow[]): CsvTable['problem'] {
  if (name < 0) return 'noNameColumn';
  if (good.length === 0) return 'empty';
  return good.length > MOST_ROWS ? 'tooMany' : null;
}

/** Read a file and judge each row; the server judges once more. */
export async function readCsv(file: File): Promise<CsvTable> {
  const text = (await file.text()).replace(/^\uFEFF/, '');
  const parsed = Papa.parse<string[]>(text, { skipEmptyLines: false });
  const broken = new Set(parsed.errors.filter((error) => error.type === 'Quotes').map((error) => error.row));
  const [header = [], ...body] = parsed.data;
  const name = header.findIndex((title) => NAMES.has(normal(title)));
  const rows = body
    .map((cells, index): CsvRow => {
      const problem = broken.has(index + 1) ? 'broken' : judge(cells, header.length, name);
      return { number: index + 2, cells, problem };
    })
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const good = rows.filter(({ problem }) => problem === null);
  return {
    file: file.name,
    header,
    rows,
    good,
    cleaned: Papa.unparse([header, ...good.map(({ cells }) => cells)], { newline: '\n' }),
    problem: problemOf(name, good),
  };
}
