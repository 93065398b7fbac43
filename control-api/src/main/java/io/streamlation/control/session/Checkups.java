package io.streamlation.control.session;

import io.streamlation.control.reconcile.Backlogs;
import io.streamlation.control.reconcile.Conditions;
import io.streamlation.control.reconcile.Examiner;
import io.streamlation.control.reconcile.Finding;
import io.streamlation.control.reconcile.Lags;
import io.streamlation.control.session.Standings.Standing;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Looks sessions over: so many queries for hundreds as for one. */
@Component
public class Checkups {
  private final Conditions conditions;
  private final Lags lags;
  private final Backlogs backlogs;

  Checkups(Conditions conditions, Lags lags, Backlogs backlogs) {
    this.conditions = conditions;
    this.lags = lags;
    this.backlogs = backlogs;
  }

  /**
   * A session that was looked over.
   *
   * @param findings the worst first
   * @param inAWord one sentence: the worst finding, or that all is well
   */
  public record Checkup(
      Standing standing, OptionalLong lagMs, List<Finding> findings, String inAWord) {}

  public List<Checkup> of(Collection<Standing> standings) {
    List<UUID> ids = standings.stream().map(s -> s.session().id()).toList();
    var open = conditions.of(ids);
    var medians = lags.medians(ids);
    var unheard = backlogs.of(ids);
    return standings.stream()
        .map(
            standing -> {
              UUID id = standing.session().id();
              OptionalLong lagMs =
                  standing.actual().state().isRunning() && medians.containsKey(id)
                      ? OptionalLong.of(medians.get(id))
                      : OptionalLong.empty();
              Examiner.Channel channel =
                  new Examiner.Channel(
                      standing.wished(),
                      standing.actual(),
                      open.getOrDefault(id, List.of()),
                      lagMs,
                      unheard.getOrDefault(id, Duration.ZERO));
              List<Finding> findings = Examiner.examine(channel, standing.asOf());
              return new Checkup(
                  standing,
                  lagMs,
                  findings,
                  findings.isEmpty() ? Examiner.allIsWell(channel) : findings.get(0).message());
            })
        .toList();
  }
}
