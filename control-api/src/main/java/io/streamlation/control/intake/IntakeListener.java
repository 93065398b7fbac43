package io.streamlation.control.intake;

/** Told after each commit of the intake: there may be something new in the database. */
public interface IntakeListener {
  void committed();
}
