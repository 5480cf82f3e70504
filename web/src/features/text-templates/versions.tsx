import { Button, Collapse, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { MessageTemplateDetail } from '@/lib/api/schema.gen';
import { fullDateTime } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';

/** What the template said before: texts keep the version they were sent with. */
export function Versions({ versions }: { versions: MessageTemplateDetail['versions'] }) {
  const { t } = useTranslation('text-templates');
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={t('versions')}>
      <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('versions_hide') : t('versions_show', { count: versions.length })}
      </Button>
      <Collapse expanded={open}>
        <Stack gap="xs" mt="xs" data-testid="template-versions">
          {versions.map((one) => (
            <div key={one.version} className="zx-panel" style={{ padding: '8px 12px' }}>
              <span className="zx-label">{t('version_head', { version: one.version, by: one.created_by, time: fullDateTime(one.created_at) })}</span>
              {one.languages.map((wording) => (
                <p key={wording.language} style={{ margin: '4px 0 0', whiteSpace: 'pre-wrap' }} lang={wording.language}>
                  <span className="zx-muted">{`${languageName(wording.language)}: `}</span>
                  {wording.text}
                </p>
              ))}
            </div>
          ))}
        </Stack>
      </Collapse>
    </section>
  );
}
