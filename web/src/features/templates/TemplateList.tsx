import { Button, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings';
import { ConfirmWindow } from '../../ui/ConfirmWindow';
import { day } from '../../ui/format';
import lists from '../../ui/list.module.css';
import { useDeed } from '../../ui/useDeed';
import { archiveTemplate, type Template } from './api';
import { templatesQuery } from './queries';

const text = strings.templates;

interface TemplateListProps {
  templates: Template[];
  onEdit: (template: Template) => void;
}

/** The practice's own formats, those in use first. */
export function TemplateList({ templates, onEdit }: TemplateListProps) {
  const [archiving, setArchiving] = useState<Template | null>(null);
  if (templates.length === 0) return <Text>{text.none}</Text>;
  const sorted = [...templates].sort(
    (one, other) => Number(one.archived) - Number(other.archived) || one.name.localeCompare(other.name),
  );
  return (
    <>
      <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.columns.name}</Table.Th>
            <Table.Th>{text.columns.sections}</Table.Th>
            <Table.Th>{text.columns.changed}</Table.Th>
            <Table.Th>{text.columns.deed}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((template) => (
            <Table.Tr key={template.id} className={lists.row}>
              <Table.Td c={template.archived ? 'dimmed' : undefined}>
                <Text fw={600}>{template.name}</Text>
                <Text size="sm" c="dimmed">
                  {template.archived ? text.archived : text.version(template.version)}
                </Text>
              </Table.Td>
              <Table.Td>{template.sections.map(({ title }) => title).join(', ')}</Table.Td>
              <Table.Td c="dimmed">{day(template.updated_at)}</Table.Td>
              <Table.Td>
                {!template.archived && (
                  <Group gap="xs">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={text.editOf(template.name)}
                      onClick={() => onEdit(template)}
                    >
                      {text.edit}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={text.archiveOf(template.name)}
                      onClick={() => setArchiving(template)}
                    >
                      {text.archive}
                    </Button>
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {archiving !== null && <ArchiveWindow template={archiving} onClose={() => setArchiving(null)} />}
    </>
  );
}

function ArchiveWindow({ template, onClose }: { template: Template; onClose: () => void }) {
  const archive = useDeed({
    run: () => archiveTemplate(template.id),
    renews: [templatesQuery.queryKey],
    done: () => text.archivedNow(template.name),
  });
  return (
    <ConfirmWindow
      title={text.archiveTitle(template.name)}
      confirm={text.archive}
      pending={archive.isPending}
      error={archive.error}
      onConfirm={() => archive.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text>{text.archiveText}</Text>
    </ConfirmWindow>
  );
}
