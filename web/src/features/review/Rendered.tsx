import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { QueryProblem } from '../../ui/QueryProblem';
import { Claim } from '../notes/Claim';
import { Section } from '../notes/sections';
import type { RenderedBlock, Review } from './api';
import { paragraphsOf } from './paragraphs';
import { renderedQuery } from './queries';

const text = strings.formats;

/** The note in one of the formats: the same claims, each still with its evidence. */
export function Rendered({ review, format }: { review: Review; format: string }) {
  const rendered = useQuery(renderedQuery(review.session_id, format, review.revision));
  if (rendered.isPending) return <Skeleton height={240} />;
  if (rendered.data === undefined) return <QueryProblem error={rendered.error} retry={rendered.refetch} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {text.hint}
      </Text>
      {rendered.data.sections.map(({ title, blocks }) => (
        <Section key={title} title={title}>
          {blocks.length === 0 && <Text c="dimmed">{text.empty}</Text>}
          {paragraphsOf(blocks).map((paragraph) => (
            <Paragraph key={paragraph[0]?.text} blocks={paragraph} />
          ))}
        </Section>
      ))}
    </>
  );
}

function Paragraph({ blocks }: { blocks: RenderedBlock[] }) {
  const [first] = blocks;
  if (first === undefined) return null;
  if (first.kind === 'placeholder' || first.kind === 'prompt') return <Text c="dimmed">{first.text}</Text>;
  return (
    <p className="reading">
      {blocks.map((block, at) => (
        <Claim
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one answer never move
          key={at}
          turns={block.turns}
          // A line that cites nothing is what a person wrote.
          supported={block.supported || (block.kind === 'text' && block.turns.length === 0)}
        >
          {block.text}
        </Claim>
      ))}
    </p>
  );
}
