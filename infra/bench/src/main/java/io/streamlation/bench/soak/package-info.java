/** Whether a bridge that is on air for long keeps its size: readings, and a line through them. */
package io.streamlation.bench.soak;
