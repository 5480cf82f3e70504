import { csrfHeader } from '@/lib/api/client';
import { ApiError } from '@/lib/api/problem';
import type { ImportReport } from '@/lib/api/schema.gen';

/** How the file writes money: 123450 or 1234.50. */
export type Amounts = 'minor' | 'major';

export interface ImportWish {
  file: File;
  dryRun: boolean;
  skipBadRows: boolean;
  amounts: Amounts;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** XMLHttpRequest because fetch cannot say how much of the file has left; `onSent` gets 0 to 1. */
export function uploadImport(wish: ImportWish, onSent: (part: number) => void): Promise<ImportReport> {
  const query = new URLSearchParams({ dry_run: String(wish.dryRun), skip_bad_rows: String(wish.skipBadRows), amounts: wish.amounts });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/imports?${query.toString()}`);
    request.setRequestHeader('content-type', 'text/csv');
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onSent(event.loaded / event.total);
    };
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status === 200 && body !== null) resolve(body as ImportReport);
      else reject(new ApiError((body ?? {}), request.status));
    };
    request.onerror = () => reject(new ApiError({}, 0));
    request.send(wish.file);
  });
}
