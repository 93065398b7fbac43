package io.streamlation.bulletin.script;

/** Numbers 0…99 as they are spoken. */
final class NumberWords {
  private static final String[] ENGLISH_TO_19 =
      ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
              + " fifteen sixteen seventeen eighteen nineteen")
          .split(" ");
  private static final String[] ENGLISH_TENS =
      "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
  private static final String[] SPANISH_TO_29 =
      ("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
              + " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés"
              + " veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve")
          .split(" ");
  private static final String[] SPANISH_TENS =
      "- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(" ");

  private NumberWords() {}

  static String english(int number) {
    if (number < 20) {
      return ENGLISH_TO_19[number];
    }
    String tens = ENGLISH_TENS[number / 10];
    return number % 10 == 0 ? tens : tens + " " + ENGLISH_TO_19[number % 10];
  }

  static String spanish(int number) {
    if (number < 30) {
      return SPANISH_TO_29[number];
    }
    String tens = SPANISH_TENS[number / 10];
    return number % 10 == 0 ? tens : tens + " y " + SPANISH_TO_29[number % 10];
  }
}
