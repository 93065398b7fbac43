/**
 * Adapters of the thinking rooms' ports, one folder per engine family.
 *
 * <p>Enters: {@link io.streamlation.flink.engine.EngineSettings}, requests. Leaves: outcomes, and
 * figures named {@code streamlation_engine_…} in the Prometheus default registry. Remembered: the
 * models themselves, once per JVM. Nothing here depends on Flink, on the wall clock or on what was
 * asked before.
 */
package io.streamlation.flink.engine;
