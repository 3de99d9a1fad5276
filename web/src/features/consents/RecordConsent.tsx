import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { momentOf, today } from '../../ui/format';
import { named } from '../../ui/named';
import { useDeed } from '../../ui/useDeed';
import { type Consents, giveConsent, type Wording } from './api';
import classes from './consents.module.css';
import { byPerson, byVersion, lacking, languageName, languagesOf, type PersonConsents } from './state';

const text = strings.consents;
const METHODS = (['in_person', 'paper', 'electronic'] as const).map((value) => ({
  value,
  label: text.methods[value],
}));

interface RecordConsentProps {
  patientId: string;
  consents: Consents;
  onClose: () => void;
}

interface Fields {
  person: string;
  scopes: string[];
  language: string;
  method: string;
  given: string;
  expires: string;
}

/** The select's value of the client, who is no participant. */
const CLIENT = '';

/** What a person is likely to be asked for: what is missing, or else nothing. */
function missingOf(person: PersonConsents | undefined): string[] {
  return person === undefined ? [] : lacking(person.standings).map(({ scope }) => scope);
}

/** Who agrees, to what, in which words, and how it was said. */
export function RecordConsent({ patientId, consents, onClose }: RecordConsentProps) {
  const people = byPerson(consents.current);
  const languages = languagesOf(consents.texts);
  const first = people.find((one) => missingOf(one).length > 0) ?? people[0];
  const form = useForm<Fields>({
    initialValues: {
      person: first?.participantId ?? CLIENT,
      scopes: missingOf(first),
      language: languages.includes('en') ? 'en' : (languages[0] ?? 'en'),
      method: 'in_person',
      given: today(),
      expires: '',
    },
    validate: {
      scopes: (value, { language }) =>
        value.length === 0
          ? text.missingScope
          : value.some((scope) => wordingOf(consents.texts, scope, language) === undefined)
            ? text.noWording
            : null,
      given: (value) => (value > today() ? text.futureGiven : null),
      expires: (value, { given }) => (value !== '' && value <= given ? text.badExpiry : null),
    },
  });
  const { person, scopes, language } = form.values;
  const chosen = people.find(({ participantId }) => (participantId ?? CLIENT) === person);
  const save = useDeed<Fields>({
    run: async ({ method, given, expires, ...fields }) => {
      for (const together of byVersion(fields.scopes, consents.texts, fields.language)) {
        await giveConsent(patientId, {
          participant_id: fields.person || null,
          scopes: together.scopes,
          method,
          text_version: together.version,
          language: fields.language,
          // Today is the server's now: clocks differ.
          given_at: given === today() ? undefined : momentOf(given),
          expires_at: expires === '' ? undefined : momentOf(expires),
        });
      }
    },
    renews: [['patient', patientId], ['sessions']],
    done: () => text.saved(chosen?.name ?? ''),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.recordTitle}
      size="lg"
      closeOnClickOutside={!form.isDirty()}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit((fields) => save.mutate(fields, { onSuccess: onClose }))}>
        <Stack gap="md">
          <NativeSelect
            label={text.who}
            data-autofocus
            data={people.map(({ participantId, name, capacity }) => ({
              value: participantId ?? CLIENT,
              label: text.of(name, named(strings.people.capacities, capacity)),
            }))}
            {...form.getInputProps('person')}
            onChange={({ currentTarget: { value } }) => {
              form.setFieldValue('person', value);
              form.setFieldValue(
                'scopes',
                missingOf(people.find(({ participantId }) => (participantId ?? CLIENT) === value)),
              );
            }}
          />
          <Checkbox.Group label={text.what} {...form.getInputProps('scopes')}>
            <Stack gap={6} mt={4}>
              {chosen?.standings.map(({ scope, state }) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={`${named(text.scopes, scope)} (${text.states[state]})`}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          {languages.length > 1 && (
            <NativeSelect
              label={text.language}
              data={languages.map((value) => ({ value, label: languageName(value) }))}
              {...form.getInputProps('language')}
            />
          )}
          {scopes.length > 0 && <Wordings texts={consents.texts} scopes={scopes} language={language} />}
          <NativeSelect label={text.method} data={METHODS} {...form.getInputProps('method')} />
          <div className={classes.pair}>
            <TextInput type="date" label={text.givenOn} max={today()} {...form.getInputProps('given')} />
            <TextInput
              type="date"
              label={`${text.expiresOn} (${strings.patients.optional})`}
              {...form.getInputProps('expires')}
            />
          </div>
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

function wordingOf(texts: readonly Wording[], scope: string, language: string): Wording | undefined {
  return texts.find((one) => one.scope === scope && one.language === language);
}

interface WordingsProps {
  texts: Wording[];
  scopes: string[];
  language: string;
}

/** Word for word what the consent is stored under. */
function Wordings({ texts, scopes, language }: WordingsProps) {
  const shown = texts.filter((one) => one.language === language && scopes.includes(one.scope));
  return (
    <div>
      <Text size="sm" fw={500} id="wordings">
        {text.wording}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className={classes.wordings} aria-labelledby="wordings" tabIndex={0} lang={language}>
        {shown.map(({ scope, version, text: words }) => (
          <p key={scope} className="reading">
            {words}{' '}
            <Text span size="xs" c="dimmed" ff="var(--mantine-font-family)">
              {named(text.scopes, scope)}, {text.version(version)}
            </Text>
          </p>
        ))}
      </section>
    </div>
  );
}
