import { Button } from '@mantine/core';
import { me } from '../../api';
import { strings } from '../../strings';
import { useDeed } from '../../ui/useDeed';
import { type AuditFilter, exportAddress } from './filter';

/** Downloads what is shown, as far as it goes back. The browser writes it to disk as it comes. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const save = useDeed({
    run: async () => {
      // An ordinary request first: it renews an expired login, which a download could not.
      await me();
      const link = document.createElement('a');
      link.href = exportAddress(filter);
      link.download = '';
      link.click();
    },
    renews: [],
    tell: true,
  });
  return (
    <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
      {strings.audit.export}
    </Button>
  );
}
