import {
  ActionIcon,
  Button,
  Chip,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { useDeed } from '../../ui/useDeed';
import { CLAIM_KINDS } from '../review/api';
import { changeTemplate, createTemplate, type Template, type TemplateFields } from './api';
import { templatesQuery } from './queries';
import { EMPTY_SECTION, moved, problemsOf, startOf, trimmed } from './sections';
import classes from './templates.module.css';

const text = strings.templates;
const SOURCES = [
  { value: '', label: text.noSource },
  ...Object.entries(text.sources).map(([value, label]) => ({ value, label })),
];

interface TemplateWindowProps {
  /** Null for a new one. */
  template: Template | null;
  onClose: () => void;
}

/** A format's name and its sections in order: what each takes up, and what is written there by hand. */
export function TemplateWindow({ template, onClose }: TemplateWindowProps) {
  const form = useForm<TemplateFields>({ initialValues: startOf(template), validate: problemsOf });
  const save = useDeed<TemplateFields>({
    run: (values) =>
      template === null
        ? createTemplate(trimmed(values))
        : changeTemplate(template.id, template.version, trimmed(values)),
    renews: [templatesQuery.queryKey],
    done: ({ name }) => text.saved(name.trim()),
  });
  const { sections } = form.values;
  const move = (at: number, step: 1 | -1): void => {
    form.clearErrors();
    form.setFieldValue('sections', moved(sections, at, step));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={template === null ? text.add : text.editOf(template.name)}
      closeOnClickOutside={!form.isDirty()}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values, { onSuccess: onClose }))}>
        <Stack gap="md">
          <TextInput
            label={text.name}
            autoComplete="off"
            maxLength={80}
            data-autofocus
            {...form.getInputProps('name')}
          />
          {sections.map((section, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a section is its place; its fields hold no state of their own
            <fieldset key={at} className={classes.section}>
              <legend className={classes.legend}>{text.section(at + 1)}</legend>
              <Group gap="xs" justify="flex-end" className={classes.moves}>
                <ActionIcon
                  variant="default"
                  aria-label={text.up(at + 1)}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={text.down(at + 1)}
                  disabled={at === sections.length - 1}
                  onClick={() => move(at, 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={text.removeSection(at + 1)}
                  disabled={sections.length === 1}
                  onClick={() => form.removeListItem('sections', at)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
              <Stack gap="sm">
                <TextInput
                  label={text.sectionTitle}
                  autoComplete="off"
                  maxLength={80}
                  {...form.getInputProps(`sections.${at}.title`)}
                />
                <fieldset className={classes.kinds}>
                  <legend>{text.kinds}</legend>
                  <Chip.Group
                    multiple
                    value={section.kinds}
                    onChange={(kinds) =>
                      form.setFieldValue(`sections.${at}.kinds`, kinds as typeof section.kinds)
                    }
                  >
                    <Group gap={6}>
                      {CLAIM_KINDS.map((kind) => (
                        <Chip key={kind} value={kind} size="xs" variant="outline">
                          {strings.items.kinds[kind]}
                        </Chip>
                      ))}
                    </Group>
                  </Chip.Group>
                </fieldset>
                <NativeSelect
                  label={text.source}
                  data={SOURCES}
                  value={section.source ?? ''}
                  onChange={(event) =>
                    form.setFieldValue(`sections.${at}.source`, event.currentTarget.value || null)
                  }
                />
                <Textarea
                  label={text.instructions}
                  description={text.instructionsHint}
                  autosize
                  minRows={1}
                  maxLength={500}
                  {...form.getInputProps(`sections.${at}.instructions`)}
                />
              </Stack>
            </fieldset>
          ))}
          <Group>
            <Button
              variant="default"
              size="xs"
              onClick={() => form.insertListItem('sections', { ...EMPTY_SECTION })}
            >
              {text.addSection}
            </Button>
          </Group>
          <FormProblem error={save.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
