import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { ConfirmWindow } from '../../ui/ConfirmWindow';
import { FormProblem } from '../../ui/FormProblem';
import { moment } from '../../ui/format';
import { QueryProblem } from '../../ui/QueryProblem';
import { type CleanupResult, runCleanup } from './api';
import { CleanupFiles } from './CleanupFiles';
import { cleanupConfigQuery, cleanupPreviewQuery, cleanupStatusQuery } from './queries';
import classes from './schedule.module.css';
import { resultWords } from './words';

const text = strings.cleanup;

/** What tonight's run will delete and why, trying it out, and doing it now. */
export function Cleanup() {
  const config = useQuery(cleanupConfigQuery);
  const status = useQuery(cleanupStatusQuery);
  const preview = useQuery(cleanupPreviewQuery);
  const [asking, setAsking] = useState(false);
  const run = useMutation<CleanupResult, Error, boolean>({
    mutationFn: runCleanup,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['cleanup'] }),
  });
  if (preview.isError && !preview.data) return <QueryProblem error={preview.error} retry={preview.refetch} />;
  if (!preview.data) return <Skeleton height={120} />;
  const { files, next_run_at } = preview.data;
  return (
    <Stack gap="md" align="stretch">
      <div>
        {config.data && (
          <Text maw="70ch">
            {text.rules(config.data.failed_session_retention_days, config.data.orphaned_file_retention_hours)}
          </Text>
        )}
        {status.data && (
          <Text c="dimmed">
            {text.space(
              status.data.recordings.count,
              text.bytes(status.data.recordings.total_size_mb),
              text.bytes(status.data.free_space_mb),
            )}
          </Text>
        )}
      </div>
      <Text fw={600}>
        {next_run_at === null ? text.noNext(files.length) : text.next(moment(next_run_at), files.length)}
      </Text>
      {files.length > 0 && <CleanupFiles files={files} />}
      <Group gap="sm">
        <Button
          variant="default"
          loading={run.isPending && run.variables}
          disabled={run.isPending}
          onClick={() => run.mutate(true)}
        >
          {text.dryRun}
        </Button>
        <Button variant="default" disabled={run.isPending} onClick={() => setAsking(true)}>
          {text.run}
        </Button>
      </Group>
      {!asking && <FormProblem error={run.error} />}
      <div role="status">{run.data && <Result result={run.data} />}</div>
      {asking && (
        <ConfirmWindow
          title={text.runTitle}
          confirm={text.run}
          pending={run.isPending}
          error={run.error}
          onConfirm={() => run.mutate(false, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <Text>{text.runText(files.length)}</Text>
        </ConfirmWindow>
      )}
    </Stack>
  );
}

function Result({ result }: { result: CleanupResult }) {
  return (
    <Alert
      variant="outline"
      // It stands below what was pressed, perhaps out of sight.
      ref={(alert: HTMLDivElement | null) => alert?.scrollIntoView({ block: 'nearest' })}
      color={result.errors.length > 0 ? 'brick' : 'gray'}
      title={text.result}
    >
      <Text>{resultWords(result)}</Text>
      {result.errors.length > 0 && (
        <>
          <Text mt="xs">{text.errors(result.errors.length)}</Text>
          <ul className={classes.errors}>
            {result.errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        </>
      )}
    </Alert>
  );
}
