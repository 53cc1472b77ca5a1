import type { ReactNode } from 'react';

type Props = {
  readonly caption: string;
  /** Of the columns; the first one names the row. */
  readonly labels: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
};

const cellClass = 'min-w-0 text-left align-top font-normal sm:px-4 sm:py-2.5';

/** A table that on a phone is a list of cards, one for each row, with the labels in them. */
export function DataTable({ caption, labels, rows }: Props) {
  return (
    <table className="block w-full border-collapse text-sm tabular-nums sm:table">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only sm:not-sr-only sm:table-header-group">
        <tr className="border-b border-line text-muted">
          {labels.map((label) => (
            <th key={label} scope="col" className="px-4 py-2.5 text-left font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
        {rows.map(({ key, cells: [head, ...cells] }) => (
          <tr
            key={key}
            className="grid grid-cols-2 gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0 sm:table-row sm:p-0"
          >
            <th scope="row" className={`${cellClass} col-span-2 text-pretty wrap-anywhere`}>
              {head}
            </th>
            {cells.map((cell, index) => (
              <td key={labels[index + 1]} className={cellClass}>
                <span aria-hidden="true" className="mr-2 text-muted sm:hidden">
                  {labels[index + 1]}
                </span>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
