import { Button } from '@mantine/core';
import { type ColumnDef, flexRender, getCoreRowModel, getSortedRowModel, type SortingState, useReactTable } from '@tanstack/react-table';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './data-table.module.css';
import { ErrorState, Loading } from './states';

/** What a paged query gives, as far as a table needs it. */
export interface TableSource<T> {
  data: { items: T[] } | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface Props<T> {
  label: string;
  source: TableSource<T>;
  columns: ColumnDef<T>[];
  rowId: (row: T) => string;
  empty: ReactNode;
  onOpen?: (row: T) => void;
  selectedId?: string | undefined;
}

export function DataTable<T>({ label, source, columns, rowId, empty, onOpen, selectedId }: Props<T>) {
  const { t } = useTranslation('common');
  const [sorting, setSorting] = useState<SortingState>([]);
  const items = source.data?.items ?? [];
  // TanStack Table returns functions that the compiler cannot memoise; nothing here needs it to.
  // eslint-disable-next-line react-hooks/incompatible-library
  const table = useReactTable({
    data: items,
    columns,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  if (source.error != null && source.data === undefined) return <ErrorState error={source.error} onRetry={() => void source.refetch()} />;
  if (source.isPending) return <Loading rows={8} />;
  if (items.length === 0) return <div className="zx-panel">{empty}</div>;

  const openByKey = (row: T) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen?.(row);
  };
  return (
    <div className={`zx-panel ${classes['frame'] ?? ''}`}>
      <table className={classes['table']} aria-label={label}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" aria-sort={ARIA_SORT[String(header.column.getIsSorted())]}>
                  {header.column.getCanSort() ? (
                    <button type="button" className={classes['sort']} onClick={header.column.getToggleSortingHandler()}>
                      {flexRender(header.column.columnDef.header, header.getContext())}
                      <span aria-hidden>{ARROW[String(header.column.getIsSorted())]}</span>
                    </button>
                  ) : (
                    flexRender(header.column.columnDef.header, header.getContext())
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              data-open={onOpen ? true : undefined}
              data-selected={row.id === selectedId || undefined}
              tabIndex={onOpen ? 0 : undefined}
              onClick={onOpen ? () => onOpen(row.original) : undefined}
              onKeyDown={onOpen ? openByKey(row.original) : undefined}
            >
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {source.hasNextPage === true && (
        <div className={classes['more']}>
          <Button variant="default" size="xs" loading={source.isFetchingNextPage ?? false} onClick={() => void source.fetchNextPage?.()}>
            {t('load_more')}
          </Button>
        </div>
      )}
    </div>
  );
}

const ARIA_SORT: Record<string, 'ascending' | 'descending' | undefined> = { asc: 'ascending', desc: 'descending' };
const ARROW: Record<string, string> = { asc: ' ↑', desc: ' ↓' };
