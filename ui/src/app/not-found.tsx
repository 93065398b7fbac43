import Link from 'next/link';
import { Frame } from '@/components/frame/Frame';

export default function NotFound() {
  return (
    <Frame>
      <div className="stack">
        <h1>There is no such page</h1>
        <p>
          Go to the <Link href="/">list of channels</Link>.
        </p>
      </div>
    </Frame>
  );
}
