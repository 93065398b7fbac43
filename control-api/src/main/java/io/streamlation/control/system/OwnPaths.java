package io.streamlation.control.system;

import io.swagger.v3.oas.models.OpenAPI;

/** Describes addresses that no controller answers. */
public interface OwnPaths {
  void describe(OpenAPI api);
}
