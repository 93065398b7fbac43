/**
 * What every feature stands on: the clock, the way into the database as one organisation, the way
 * to Kafka, health, the static pages, the API page, the languages of the installed packs.
 *
 * <p>Enters: settings, files. Leaves: beans. Remembered: nothing.
 */
package io.streamlation.control.system;
