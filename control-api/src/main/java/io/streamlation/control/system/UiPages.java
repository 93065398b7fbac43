package io.streamlation.control.system;

import io.streamlation.control.ControlSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * The exported pages: {@code /live} is {@code live.html}, {@code /} is {@code index.html}. Only
 * scripts that lie in the folder run: from a file, or inline with exactly the text the page was
 * exported with.
 */
@Configuration
class UiPages {
  private static final Logger log = LoggerFactory.getLogger(UiPages.class);
  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final Pattern INLINE_SCRIPT =
      Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);

  private static final Set<String> VIEWERS_PAGES = Set.of("watch.html", "embed.html");

  /** Behind every other mapping: what nobody else answers is looked for among the pages. */
  @Bean
  HandlerMapping pages(ControlSettings settings) throws Exception {
    Optional<Path> folder = settings.uiFolder().filter(Files::isDirectory);
    if (folder.isEmpty()) {
      log.warn(
          "no pages are served: streamlation.ui-dir is \"{}\", and no folder is there",
          settings.uiDir());
      return new SimpleUrlHandlerMapping(Map.of(), Ordered.LOWEST_PRECEDENCE);
    }
    Pages pages = new Pages();
    pages.setLocations(List.of(new FileSystemResource(folder.get() + "/")));
    pages.setResourceResolvers(List.of(new HtmlNames()));
    pages.afterPropertiesSet();
    return new SimpleUrlHandlerMapping(Map.of("/", pages, "/**", pages), Ordered.LOWEST_PRECEDENCE);
  }

  /** {@code live} → {@code live.html}; nothing outside the folder, no listing. */
  private static final class HtmlNames extends PathResourceResolver {
    @Override
    protected @Nullable Resource getResource(String path, Resource folder) throws IOException {
      String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      List<String> candidates =
          bare.isEmpty()
              ? List.of("index.html")
              : List.of(bare, bare + ".html", bare + "/index.html");
      for (String candidate : candidates) {
        Resource found = super.getResource(candidate, folder);
        if (found != null && found.isFile() && found.getFile().isFile()) {
          return found;
        }
      }
      return null;
    }
  }

  private static final class Pages extends ResourceHttpRequestHandler {
    private record Policy(long modifiedMs, String text) {}

    private final Map<String, Policy> policies = new ConcurrentHashMap<>();

    /** Spring finds nothing under an empty path. */
    @Override
    protected @Nullable Resource getResource(HttpServletRequest request) throws IOException {
      if (request.getRequestURI().equals("/")) {
        request.setAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE, "index.html");
      }
      return super.getResource(request);
    }

    @Override
    protected void setHeaders(
        HttpServletResponse response, Resource resource, @Nullable MediaType type)
        throws IOException {
      super.setHeaders(response, resource, type);
      boolean page = MediaType.TEXT_HTML.isCompatibleWith(type);
      boolean neverChanges = resource.getURL().getPath().contains("/_next/static/");
      response.setHeader(
          HttpHeaders.CACHE_CONTROL,
          neverChanges
              ? CacheControl.maxAge(FOR_EVER).cachePublic().immutable().getHeaderValue()
              : CacheControl.noCache().getHeaderValue());
      if (page) {
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", policyOf(resource));
      }
    }

    private String policyOf(Resource page) throws IOException {
      String file = page.getURL().getPath();
      Audience audience =
          VIEWERS_PAGES.contains(page.getFilename()) ? Audience.VIEWERS : Audience.OPERATORS;
      long modifiedMs = page.lastModified();
      Policy policy = policies.get(file);
      if (policy == null || policy.modifiedMs() != modifiedMs) {
        String html = page.getContentAsString(StandardCharsets.UTF_8);
        policy = new Policy(modifiedMs, policyFor(html, audience));
        policies.put(file, policy);
      }
      return policy.text();
    }
  }

  /** Whom a page is for. */
  enum Audience {
    /** Holds a token of the API: reads from here only, and stands in no frame. */
    OPERATORS,
    /** Plays from wherever the origin is, in anybody's frame; holds nothing but its link. */
    VIEWERS
  }

  static String policyFor(String html, Audience audience) {
    boolean viewers = audience == Audience.VIEWERS;
    String anywhere = viewers ? " http: https:" : "";
    StringBuilder scripts = new StringBuilder("script-src 'self'");
    Matcher inline = INLINE_SCRIPT.matcher(html);
    while (inline.find()) {
      scripts.append(" 'sha256-").append(sha256(inline.group(1))).append('\'');
    }
    return String.join(
        "; ",
        "default-src 'none'",
        scripts,
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'" + (viewers ? " data:" : ""), // Video.js carries its signs in its style
        "media-src 'self' blob:" + anywhere,
        "connect-src 'self'" + anywhere,
        "frame-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors " + (viewers ? "*" : "'none'"));
  }

  private static String sha256(String script) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
