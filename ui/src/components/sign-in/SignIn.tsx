'use client';

import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import styles from './SignIn.module.css';

/** @param props.why what went wrong with the way tried before, if one was */
export function SignIn({ why }: { why: string | null }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState(why);
  const [busy, setBusy] = useState(false);

  const signIn = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await control.signInWithToken(token.trim());
    } catch (thrown) {
      setProblem(troubleOf(thrown).message);
      setBusy(false);
    }
  };

  return (
    <section className={`panel stack ${styles.card}`} aria-labelledby="sign-in">
      <h1 id="sign-in">Sign in</h1>
      {problem && (
        <p role="alert" id="sign-in-problem" className={styles.problem}>
          {problem}
        </p>
      )}
      <p>
        Open the link that <code>./streamlation up</code> or <code>./streamlation demo</code> prints: it carries a
        one-time code.
      </p>
      <form className="stack" onSubmit={(event) => void signIn(event)}>
        <div>
          <label htmlFor="token">Or paste the owner&apos;s token</label>
          <input
            id="token"
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            value={token}
            aria-invalid={problem !== null && token !== ''}
            aria-describedby="token-help"
            onChange={(event) => {
              setToken(event.target.value);
            }}
          />
          <p id="token-help" className="soft">
            It lies in <code>.streamlation/owner-token</code> on the machine that runs Streamlation. This tab forgets it
            when it is closed.
          </p>
        </div>
        <div>
          <button type="submit" className="primary" disabled={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </button>
        </div>
      </form>
    </section>
  );
}
