package io.streamlation.bulletin.script;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Something in the bulletin with a place in time. What lies between pieces is quiet. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "piece")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Sentence.class, name = "sentence"),
  @JsonSubTypes.Type(value = Interlude.class, name = "interlude")
})
public sealed interface Piece permits Sentence, Interlude {
  /** First moment, in media time of the bulletin. */
  long startMs();

  /** First moment after it. */
  long endMs();
}
