/**
 * What the topics' messages look like, for whoever reads them with a tool of their own. Enters: the
 * contracts this build was made with. Leaves: the same, as files. Remembers nothing.
 */
package io.streamlation.control.schema;
