package io.streamlation.control.system;

import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one way into the database on behalf of a caller: a transaction that names its organisation to
 * PostgreSQL. Statements filter by {@code org_id} themselves; row-level security will need nothing
 * but its policies.
 */
@Component
public class OrgScope {
  private final JdbcClient jdbc;
  private final TransactionTemplate writing;
  private final TransactionTemplate reading;

  OrgScope(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.writing = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
  }

  public <T> T write(UUID orgId, Supplier<T> work) {
    return in(writing, orgId, work);
  }

  public <T> T read(UUID orgId, Supplier<T> work) {
    return in(reading, orgId, work);
  }

  private <T> T in(TransactionTemplate transaction, UUID orgId, Supplier<T> work) {
    return transaction.execute(
        status -> {
          jdbc.sql("select set_config('streamlation.org_id', :org, true)")
              .param("org", orgId.toString())
              .query(String.class)
              .single();
          return work.get();
        });
  }
}
