import type { ReactNode } from 'react';
import type { Complaint } from '@/lib/control/trouble';
import styles from './Field.module.css';

interface Described {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly complaints: readonly Complaint[];
  /** Several controls under one label. */
  readonly group?: boolean;
  readonly children: (described: Described) => ReactNode;
}

/** A control with its label, its help and what the server says about it. */
export function Field({ id, label, help, complaints, group = false, children }: FieldProps) {
  const described: Described = {
    id,
    'aria-describedby': complaints.length > 0 ? `${id}-wrong ${id}-help` : `${id}-help`,
    'aria-invalid': complaints.length > 0,
  };
  const inside = (
    <>
      {children(described)}
      {complaints.length > 0 && (
        <ul id={`${id}-wrong`} className={styles.wrong}>
          {complaints.map(({ detail, allowed }) => (
            <li key={detail}>
              {detail}
              {allowed.length > 0 && ` Accepted: ${allowed.join(', ')}.`}
            </li>
          ))}
        </ul>
      )}
      <p id={`${id}-help`} className={styles.help}>
        {help}
      </p>
    </>
  );
  return group ? (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={described['aria-describedby']}>
      <span id={`${id}-label`} className={styles.label}>
        {label}
      </span>
      {inside}
    </div>
  ) : (
    <div>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {inside}
    </div>
  );
}
