package io.streamlation.control.problem;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Every problem's {@code type} is an address that answers. */
@Hidden
@RestController
class ProblemPages {
  @GetMapping(value = "/problems/{slug}", produces = MediaType.TEXT_PLAIN_VALUE)
  String page(@PathVariable String slug) {
    ProblemType type =
        ProblemType.bySlug(slug)
            .orElseThrow(
                () -> Refusal.of(ProblemType.NOT_FOUND, "No problem is called \"" + slug + "\"."));
    return type.title()
        + "\n\n"
        + type.whatToDo()
        + "\n\nHTTP status "
        + type.status().value()
        + "\n";
  }
}
