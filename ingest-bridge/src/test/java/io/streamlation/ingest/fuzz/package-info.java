/**
 * Random input for each parser of our own. A target takes any bytes and throws only if the parser
 * does what it may not: anything but reading them or refusing them in its own words.
 *
 * <p>{@code ./streamlation test} feeds each target seeded mutations of good input; {@code
 * ./streamlation test fuzz} lets Jazzer look for more, guided by coverage.
 */
package io.streamlation.ingest.fuzz;
