import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { PageHeading } from '../../ui/PageHeading';
import { QueryProblem } from '../../ui/QueryProblem';
import classes from './portal.module.css';

interface PortalPageProps {
  title: string;
  /** The heading, where it differs from the document's title. */
  heading?: string;
  above?: ReactNode;
  children: ReactNode;
}

/** A page of a client: one heading, one column. */
export function PortalPage({ title, heading, above, children }: PortalPageProps) {
  return (
    <div className={classes.page}>
      <title>{strings.title(title)}</title>
      {above}
      <PageHeading>{heading ?? title}</PageHeading>
      {children}
    </div>
  );
}

/** Said instead of anything else while there is no valid consent to these pages. */
export function ConsentMissing() {
  const text = strings.portal;
  return (
    <>
      <h2>{text.consentTitle}</h2>
      <p>{text.consentMissing}</p>
      <p>
        <Link to="/portal/consents">{text.toConsents}</Link>
      </p>
    </>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T, Error>;
  notFound?: string;
  children: (data: T) => ReactNode;
}

/** What a query answered, its shape while it is on its way, or why there is nothing. */
export function Loaded<T>({ query, notFound, children }: LoadedProps<T>) {
  // What was seen before a consent was taken back is not shown any more.
  if (query.isError && toProblem(query.error).code === 'consent_missing') return <ConsentMissing />;
  if (query.data !== undefined) return children(query.data);
  if (query.isError)
    return (
      <QueryProblem
        error={query.error}
        retry={query.refetch}
        notFound={notFound ?? strings.portal.notLinked}
      />
    );
  return (
    <div role="status" aria-label={strings.common.loading}>
      <Skeleton height={24} mb="md" />
      <Skeleton height={24} mb="md" />
      <Skeleton height={24} width="60%" />
    </div>
  );
}
