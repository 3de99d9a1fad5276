import { Text } from '@mantine/core';
import type { Health } from '../../api';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import classes from './system.module.css';

const text = strings.system;

/** Health as sentences, not gauges. The server words what each service can do now. */
export function HealthSentences({ health }: { health: Health }) {
  const { services, queue } = health;
  const lines: [name: string, sentence: string][] = [
    [text.transcription, services.transcription.detail],
    [text.drafting, services.drafting.detail],
    [text.embedding, services.embedding.detail],
    [text.databaseName, named(text.database, health.database)],
    [text.queueName, text.queue(queue.running, queue.waiting)],
    [text.versionName, text.version(health.version)],
  ];
  return (
    <>
      <Text size="lg" mb="lg">
        {health.status === 'healthy' ? text.healthy : text.degraded}
      </Text>
      <dl className={classes.lines}>
        {lines.map(([name, sentence]) => (
          <div key={name} className={classes.pair}>
            <dt>{name}</dt>
            <dd>{sentence}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
