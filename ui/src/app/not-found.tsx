import Link from 'next/link';

export default function NotFound() {
  return (
    <div className="stack">
      <h1>There is no such page</h1>
      <p>
        Go to the <Link href="/">list of channels</Link>.
      </p>
    </div>
  );
}
