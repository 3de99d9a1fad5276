import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { type Questionnaire, sendAnswers } from './api';
import classes from './portal.module.css';
import { portalQuery, questionnairesQuery } from './queries';
import { unanswered } from './words';

const text = strings.questions;

interface QuestionFormProps {
  questionnaire: Questionnaire;
  onThanks: (words: string) => void;
}

/** All questions of a questionnaire, one under the other. Nothing is left out silently. */
export function QuestionForm({ questionnaire: { id, definition }, onThanks }: QuestionFormProps) {
  const { items, lead } = definition;
  const [answers, setAnswers] = useState<(number | null)[]>(() => items.map(() => null));
  const [asked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const missing = unanswered(answers);
  const send = useMutation({
    mutationFn: () => sendAnswers(id, answers as number[]),
    onSuccess: ({ thanks }) => {
      onThanks(thanks);
      void queryClient.invalidateQueries({ queryKey: questionnairesQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: portalQuery.queryKey });
    },
  });
  const submit = (): void => {
    setAsked(true);
    const [first] = missing;
    if (first === undefined) send.mutate();
    else form.current?.querySelector<HTMLInputElement>(`[name="item-${first}"]`)?.focus();
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{lead}</p>
      {items.map((item, index) => (
        <fieldset key={item.number} className={classes.item}>
          <legend>
            <span className={classes.number}>{text.number(index + 1, items.length)}</span>
            {item.text}
          </legend>
          {definition.answers.map(({ value, label }) => (
            <label key={value} className={classes.choice}>
              <input
                type="radio"
                name={`item-${index}`}
                value={value}
                checked={answers[index] === value}
                onChange={() => setAnswers(answers.map((known, at) => (at === index ? value : known)))}
              />
              {label}
            </label>
          ))}
          {asked && answers[index] === null && <p className={classes.problem}>{text.missing}</p>}
        </fieldset>
      ))}
      <FormProblem error={send.error} />
      <div role="status">
        {asked && missing.length > 0 && <p className={classes.problem}>{text.missingSome(missing.length)}</p>}
      </div>
      <p className={classes.soft}>{text.privacy}</p>
      <Button type="submit" size="md" loading={send.isPending}>
        {text.send}
      </Button>
    </form>
  );
}
