import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Template } from '../features/templates/api';
import { allTemplatesQuery } from '../features/templates/queries';
import { TemplateList } from '../features/templates/TemplateList';
import { TemplateWindow } from '../features/templates/TemplateWindow';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const text = strings.templates;

/** For the administrator: in which forms this practice shows its notes. */
export function NoteFormatsPage() {
  const templates = useQuery(allTemplatesQuery);
  const [editing, setEditing] = useState<Template | 'new' | null>(null);
  return (
    <Page title={text.title} actions={<Button onClick={() => setEditing('new')}>{text.add}</Button>}>
      <Text c="dimmed" mb="lg" maw="70ch">
        {text.intro}
      </Text>
      {templates.isPending && <ListSkeleton />}
      {templates.isError && <QueryProblem error={templates.error} retry={templates.refetch} />}
      {templates.data && <TemplateList templates={templates.data} onEdit={setEditing} />}
      {editing !== null && (
        <TemplateWindow template={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}
