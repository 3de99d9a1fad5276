import { Button, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { me } from '../../api';
import { strings } from '../../strings';
import { ConfirmWindow } from '../../ui/ConfirmWindow';
import { moment } from '../../ui/format';
import lists from '../../ui/list.module.css';
import { useDeed } from '../../ui/useDeed';
import { deleteExport, downloadAddress, type ExportJob } from './api';
import classes from './exports.module.css';
import { exportsQuery } from './queries';
import { factsOf, isReady, isUnderWay, nameOf, stateWords } from './words';

const text = strings.exports;

/** The person's files, newest first: what each is, how far, how long it is kept. */
export function ExportList({ jobs, now }: { jobs: ExportJob[]; now: number }) {
  const [deleting, setDeleting] = useState<ExportJob | null>(null);
  return (
    <>
      <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.columns.what}</Table.Th>
            <Table.Th w={150}>{text.columns.asked}</Table.Th>
            <Table.Th w="45%">{text.columns.state}</Table.Th>
            <Table.Th w={200}>{text.columns.deed}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <ExportRow key={job.job_id} job={job} now={now} onDelete={() => setDeleting(job)} />
          ))}
        </Table.Tbody>
      </Table>
      {deleting !== null && <DeleteWindow job={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

interface ExportRowProps {
  job: ExportJob;
  now: number;
  onDelete: () => void;
}

function ExportRow({ job, now, onDelete }: ExportRowProps) {
  const name = nameOf(job);
  const when = moment(job.created_at);
  const ready = isReady(job, now);
  const underWay = isUnderWay(job);
  const save = useDeed({
    run: async () => {
      // An ordinary request first: it renews an expired login, which a download could not.
      await me();
      const link = document.createElement('a');
      link.href = downloadAddress(job.job_id);
      link.download = '';
      link.click();
    },
    renews: [exportsQuery.queryKey],
    tell: true,
  });
  const remove = useDeed({
    run: () => deleteExport(job.job_id),
    renews: [exportsQuery.queryKey],
    done: () => text.cancelled,
    tell: true,
  });
  return (
    <Table.Tr className={lists.row}>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td c="dimmed">{when}</Table.Td>
      <Table.Td>
        <div role="status">
          <span className={job.status === 'failed' ? classes.failed : ready ? classes.ready : undefined}>
            {stateWords(job, now)}
          </span>
        </div>
        {ready && (
          <Text size="sm" c="dimmed">
            {factsOf(job, now)}
          </Text>
        )}
        {job.status === 'failed' && (
          <Text size="sm">
            {job.error_message ?? text.unknownReason} {text.advice}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap="xs">
          {ready && (
            <Button
              size="xs"
              loading={save.isPending}
              aria-label={text.downloadOf(name, when)}
              onClick={() => save.mutate()}
            >
              {text.download}
            </Button>
          )}
          {underWay ? (
            <Button
              size="xs"
              variant="default"
              loading={remove.isPending}
              aria-label={text.cancelOf(name, when)}
              onClick={() => remove.mutate()}
            >
              {text.cancel}
            </Button>
          ) : (
            <Button size="xs" variant="default" aria-label={text.deleteOf(name, when)} onClick={onDelete}>
              {text.delete}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function DeleteWindow({ job, onClose }: { job: ExportJob; onClose: () => void }) {
  const remove = useDeed({
    run: () => deleteExport(job.job_id),
    renews: [exportsQuery.queryKey],
    done: () => text.deleted,
  });
  return (
    <ConfirmWindow
      title={text.deleteTitle}
      confirm={text.delete}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text>{text.deleteText}</Text>
    </ConfirmWindow>
  );
}
