import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ExportList } from '../features/exports/ExportList';
import { ExportWindow } from '../features/exports/ExportWindow';
import { exportsQuery } from '../features/exports/queries';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';
import { useNow } from '../ui/useNow';

const text = strings.exports;

/** What was made from the record, and asking for more. */
export function ExportsPage() {
  const [asking, setAsking] = useState(false);
  const now = useNow();
  const jobs = useQuery(exportsQuery);
  return (
    <Page title={text.title} actions={<Button onClick={() => setAsking(true)}>{text.make}</Button>}>
      <Text c="dimmed" maw="70ch" mb="lg">
        {text.intro}
      </Text>
      {jobs.isPending && <ListSkeleton />}
      {jobs.isError && !jobs.data && <QueryProblem error={jobs.error} retry={jobs.refetch} />}
      {jobs.data?.length === 0 && <Message title={text.emptyTitle} text={text.empty} />}
      {jobs.data && jobs.data.length > 0 && <ExportList jobs={jobs.data} now={now.getTime()} />}
      {asking && <ExportWindow onClose={() => setAsking(false)} />}
    </Page>
  );
}
