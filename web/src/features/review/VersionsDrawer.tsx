import { Button, Drawer, Group, NativeSelect, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { NoteView } from '../notes/NoteView';
import type { Review, VersionSummary } from './api';
import { DiffView } from './DiffView';
import { diffQuery, versionQuery, versionsQuery } from './queries';
import classes from './review.module.css';

const text = strings.versions;

type Shown =
  | { view: 'list' }
  | { view: 'read'; number: number }
  | { view: 'changes'; from: number; to: number };

interface VersionsDrawerProps {
  review: Review;
  opened: boolean;
  onClose: () => void;
}

/** Every version of the note by where it came from, to read and to compare. */
export function VersionsDrawer({ review, opened, onClose }: VersionsDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={text.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      {opened && <Versions review={review} />}
    </Drawer>
  );
}

function Versions({ review }: { review: Review }) {
  const [shown, setShown] = useState<Shown>({ view: 'list' });
  const versions = useQuery(versionsQuery(review.session_id));
  if (versions.isPending) return <ListSkeleton />;
  if (versions.data === undefined) return <QueryProblem error={versions.error} retry={versions.refetch} />;
  const sorted = [...versions.data].sort((one, other) => other.number - one.number);
  const before = (version: VersionSummary): number | undefined =>
    version.based_on ?? sorted.find(({ number }) => number < version.number)?.number;
  if (shown.view === 'list') {
    return (
      <ul className={classes.versions}>
        {sorted.map((version) => (
          <Line
            key={version.number}
            version={version}
            mark={markOf(review, version)}
            onRead={() => setShown({ view: 'read', number: version.number })}
            onChanges={() => {
              const from = before(version);
              if (from !== undefined) setShown({ view: 'changes', from, to: version.number });
            }}
            hasBefore={before(version) !== undefined}
          />
        ))}
      </ul>
    );
  }
  return (
    <>
      <Button variant="subtle" size="compact-sm" mb="sm" onClick={() => setShown({ view: 'list' })}>
        ‹ {text.back}
      </Button>
      {shown.view === 'read' ? (
        <Read review={review} number={shown.number} />
      ) : (
        <>
          <Group gap="sm" mb="md">
            {(['from', 'to'] as const).map((end) => (
              <NativeSelect
                key={end}
                label={text[end]}
                value={shown[end]}
                data={sorted.map((version) => ({
                  value: String(version.number),
                  label: text.button(version.number, named(text.origins, version.origin)),
                }))}
                onChange={(event) => setShown({ ...shown, [end]: Number(event.currentTarget.value) })}
              />
            ))}
          </Group>
          <Changes sessionId={review.session_id} from={shown.from} to={shown.to} />
        </>
      )}
    </>
  );
}

function markOf({ version, redraft }: Review, { number }: VersionSummary): string | null {
  if (number === version.number) return text.current;
  return number === redraft?.number ? text.offered : null;
}

interface LineProps {
  version: VersionSummary;
  mark: string | null;
  hasBefore: boolean;
  onRead: () => void;
  onChanges: () => void;
}

function Line({ version, mark, hasBefore, onRead, onChanges }: LineProps) {
  const { number, origin, author_name, drafted_by, based_on, created_at } = version;
  const facts = [
    moment(created_at),
    author_name ?? (drafted_by == null ? null : named(text.drafters, drafted_by)),
    based_on != null && text.basedOn(based_on),
  ].filter(Boolean);
  return (
    <li>
      <Text fw={600}>
        {text.button(number, named(text.origins, origin))}
        {mark !== null && ` (${mark})`}
      </Text>
      <Text size="sm" c="dimmed">
        {facts.join(' · ')}
      </Text>
      <Group gap="xs" mt={4}>
        {hasBefore && (
          <Button size="compact-sm" variant="default" aria-label={text.changesOf(number)} onClick={onChanges}>
            {text.changes}
          </Button>
        )}
        <Button size="compact-sm" variant="default" aria-label={text.readOf(number)} onClick={onRead}>
          {text.read}
        </Button>
      </Group>
    </li>
  );
}

function Read({ review, number }: { review: Review; number: number }) {
  const version = useQuery(versionQuery(review.session_id, number));
  if (version.isPending) return <Skeleton height={240} />;
  if (version.data === undefined) return <QueryProblem error={version.error} retry={version.refetch} />;
  return (
    <>
      <Text fw={600} mb="sm">
        {text.button(number, named(text.origins, version.data.version.origin))}
      </Text>
      <NoteView
        notes={version.data.notes}
        edited={version.data.version.author_id != null}
        mood={review.mood_policy !== 'off'}
      />
    </>
  );
}

interface ChangesProps {
  sessionId: string;
  from: number;
  to: number;
}

/** What changed from one version to another, as the server compares them. */
export function Changes({ sessionId, from, to }: ChangesProps) {
  const diff = useQuery(diffQuery(sessionId, from, to));
  if (diff.isPending) return <Skeleton height={160} />;
  if (diff.data === undefined) return <QueryProblem error={diff.error} retry={diff.refetch} />;
  return <DiffView fields={diff.data.fields} />;
}
