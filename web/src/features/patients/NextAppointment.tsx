import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { duration, planned } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import { nextAppointmentQuery } from './queries';

const text = strings.nextAppointment;

export function NextAppointment({ patientId }: { patientId: string }) {
  const next = useQuery(nextAppointmentQuery(patientId));
  return (
    <Section title={text.title}>
      {next.isPending && <Skeleton height={26} />}
      {next.isError && <QueryProblem error={next.error} retry={next.refetch} />}
      {next.data === null && <Text c="dimmed">{text.none}</Text>}
      {next.data && (
        <>
          <Text fw={600}>
            {text.at(
              planned(next.data.starts_at),
              duration((Date.parse(next.data.ends_at) - Date.parse(next.data.starts_at)) / 1000),
            )}
          </Text>
          <Text c="dimmed">
            {[named(text.kinds, next.data.kind), named(text.modalities, next.data.modality), next.data.place]
              .filter(Boolean)
              .join(', ')}
          </Text>
        </>
      )}
    </Section>
  );
}
