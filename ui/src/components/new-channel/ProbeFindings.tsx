import { duration, languageName } from '@/components/words';
import type { Probe } from '@/lib/control/types';
import { sound } from './form';
import styles from './ProbeFindings.module.css';

/** What a bridge found in the source. */
export function ProbeFindings({ probe }: { probe: Probe }) {
  const heard = probe.tracks.find((each) => each.heard) ?? probe.tracks[0];
  const others = probe.tracks.length - 1;
  return (
    <section className={styles.found} aria-label="What the source holds" data-probe="found">
      <p>
        <strong>{kindOf(probe)}</strong> Looked at in {duration(probe.tookMs)}.
      </p>
      <dl>
        {heard && (
          <div>
            <dt>Sound</dt>
            <dd>
              {track(heard)}
              {others > 0 && `; ${others} more, not heard`}
            </dd>
          </div>
        )}
        {probe.segmentMs !== null && (
          <div>
            <dt>Segments</dt>
            <dd>{duration(probe.segmentMs)} long</dd>
          </div>
        )}
        {probe.renditions.length > 0 && (
          <div>
            <dt>Audio renditions</dt>
            <dd>
              <ul>
                {probe.renditions.map(({ id, name, language, role, heard }) => (
                  <li key={id}>
                    {name || id}
                    {language && `, ${languageName(language)}`}
                    {role && role !== 'main' && `, ${role}`}
                    {heard && <strong> – this one is heard</strong>}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {probe.variants.length > 0 && (
          <div>
            <dt>Variants</dt>
            <dd>
              {probe.variants
                .map(({ bandwidthBps, resolution }) =>
                  [resolution, `${Math.round(bandwidthBps / 1000)} kbit/s`].filter(Boolean).join(' at '),
                )
                .join('; ')}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function kindOf({ live, lengthMs }: Probe): string {
  if (live) {
    return 'A live stream.';
  }
  return lengthMs === null ? 'A recording.' : `A recording of ${duration(lengthMs)}.`;
}

function track({ codec, sampleRateHz, channels, language }: Probe['tracks'][number]): string {
  return [codec.toUpperCase(), sound(sampleRateHz, channels), language ? languageName(language) : '']
    .filter(Boolean)
    .join(', ');
}
