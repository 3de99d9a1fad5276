import { Group, SegmentedControl, Skeleton, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import type { Topic } from './api';
import classes from './insights.module.css';
import { topicsQuery } from './queries';
import { TOPIC_WEEKS } from './search';

const text = strings.practice;
const WEEKS = TOPIC_WEEKS.map((weeks) => ({
  value: String(weeks),
  label: named(text.weekChoices, String(weeks)),
}));

interface TopicRankingProps {
  weeks: number;
  onWeeks: (weeks: number) => void;
}

/** What sessions were about, most often first, with the direction in words. */
export function TopicRanking({ weeks, onWeeks }: TopicRankingProps) {
  const topics = useQuery(topicsQuery(weeks));
  return (
    <section aria-labelledby="topics">
      <Group justify="space-between" gap="sm" mb="xs" align="flex-end">
        <Title order={2} id="topics">
          {text.topics}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={text.topicWeeks}
          data={WEEKS}
          value={String(weeks)}
          onChange={(value) => onWeeks(Number(value))}
        />
      </Group>
      <Text c="dimmed" mb="sm">
        {text.topicsHint}
      </Text>
      {topics.isPending && <Skeleton height={240} />}
      {topics.isError && !topics.data && <QueryProblem error={topics.error} retry={topics.refetch} />}
      {topics.data?.topics.length === 0 && <Text c="dimmed">{text.noTopics}</Text>}
      {topics.data !== undefined && topics.data.topics.length > 0 && <Ranking topics={topics.data.topics} />}
    </section>
  );
}

function Ranking({ topics }: { topics: Topic[] }) {
  const most = Math.max(...topics.map(({ frequency }) => frequency), 1);
  return (
    <Table withRowBorders={false} className={classes.ranking} verticalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.topic}</Table.Th>
          <Table.Th className={classes.count}>{text.sessionsColumn}</Table.Th>
          <Table.Th>{text.patientsColumn}</Table.Th>
          <Table.Th>{text.trend}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {topics.map(({ topic, frequency, patients_affected, trend }, at) => (
          <Table.Tr key={topic}>
            <Table.Td>
              <span className={classes.rank}>{at + 1}.</span> {topic}
            </Table.Td>
            <Table.Td className={classes.count}>
              {frequency}
              <span className={classes.share} style={{ width: `${(frequency / most) * 100}%` }} />
            </Table.Td>
            <Table.Td>{patients_affected}</Table.Td>
            <Table.Td>{named(text.trends, trend)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
