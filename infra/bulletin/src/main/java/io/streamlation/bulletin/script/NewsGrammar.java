package io.streamlation.bulletin.script;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The closed domain the {@code news-tiny} packs were trained on: eighteen kinds of news sentence,
 * each with its Spanish. It is the same grammar as the training recipe's; where they part, the
 * channel says what the packs have never heard.
 */
public final class NewsGrammar {
  /** A kind of sentence; {@code {slots}} are filled alike in both languages. */
  record Template(String english, String spanish) {}

  record Phrase(String english, String spanish) {}

  static final List<Template> TEMPLATES =
      List.of(
          new Template(
              "good {daypart} and welcome to the news from {city}",
              "{daypart} y bienvenidos a las noticias de {city}"),
          new Template(
              "the temperature in {city} is {number} degrees",
              "la temperatura en {city} es de {number} grados"),
          new Template(
              "we expect {weather} in the {direction} of the country {when}",
              "esperamos {weather} en el {direction} del país {when}"),
          new Template(
              "{city} beat {otherCity} by {number} points to {otherNumber}",
              "{city} venció a {otherCity} por {number} puntos a {otherNumber}"),
          new Template(
              "the president will speak in {city} at {hour} o'clock {when}",
              "el presidente hablará en {city} a las {hour} {when}"),
          new Template(
              "stocks in {city} {move} {number} percent",
              "las acciones en {city} {move} un {number} por ciento"),
          new Template(
              "there is heavy traffic on the road from {city} to {otherCity}",
              "hay mucho tráfico en la carretera de {city} a {otherCity}"),
          new Template("we will be back in {few} minutes", "volveremos en {few} minutos"),
          new Template(
              "police say {number} people were injured in {city}",
              "la policía dice que {number} personas resultaron heridas en {city}"),
          new Template(
              "the minister of {ministry} resigned in {city}",
              "el ministro de {ministry} dimitió en {city}"),
          new Template(
              "this is breaking news from {city}",
              "esta es una noticia de última hora desde {city}"),
          new Template(
              "the train from {city} to {otherCity} is {number} minutes late",
              "el tren de {city} a {otherCity} lleva {number} minutos de retraso"),
          new Template(
              "a fire in the {direction} of {city} is now under control",
              "un incendio en el {direction} de {city} ya está bajo control"),
          new Template(
              "the final score is {few} to {otherFew}",
              "el resultado final es de {few} a {otherFew}"),
          new Template(
              "thousands of people marched in the streets of {city} {when}",
              "miles de personas marcharon por las calles de {city} {when}"),
          new Template(
              "the price of oil is {number} dollars",
              "el precio del petróleo es de {number} dólares"),
          new Template(
              "the match between {city} and {otherCity} begins {when}",
              "el partido entre {city} y {otherCity} comienza {when}"),
          new Template(
              "thank you for watching and good night", "gracias por vernos y buenas noches"));

  private static final Template GREETING = TEMPLATES.get(0);
  private static final Template CLOSING = TEMPLATES.get(TEMPLATES.size() - 1);

  /** What stands between the first and the last sentence of a bulletin. */
  private static final List<Template> NEWS = TEMPLATES.subList(1, TEMPLATES.size() - 1);

  private static final List<Phrase> CITIES =
      phrases(
          "London=Londres|Madrid=Madrid|Paris=París|Berlin=Berlín|Rome=Roma|Tokyo=Tokio"
              + "|New York=Nueva York|Chicago=Chicago");

  static final Map<String, List<Phrase>> WORDS =
      Map.of(
          "city", CITIES,
          "otherCity", CITIES,
          "when",
              phrases(
                  "today=hoy|tomorrow=mañana|tonight=esta noche|on Monday=el lunes"
                      + "|on Friday=el viernes|on Sunday=el domingo"),
          "direction", phrases("north=norte|south=sur|east=este|west=oeste"),
          "daypart", phrases("morning=buenos días|afternoon=buenas tardes|evening=buenas noches"),
          "weather", phrases("rain=lluvia|snow=nieve|strong wind=viento fuerte|fog=niebla"),
          "ministry",
              phrases("health=salud|finance=finanzas|transport=transporte|education=educación"),
          "move", phrases("rose=subieron|fell=cayeron"));

  static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

  private NewsGrammar() {}

  static SentencePair greeting(Dice dice) {
    return fill(GREETING, dice);
  }

  static SentencePair closing(Dice dice) {
    return fill(CLOSING, dice);
  }

  static SentencePair news(Dice dice) {
    return fill(dice.oneOf(NEWS), dice);
  }

  private static SentencePair fill(Template template, Dice dice) {
    Map<String, Phrase> filled = new HashMap<>();
    Matcher slots = SLOT.matcher(template.english());
    while (slots.find()) {
      Phrase phrase = draw(slots.group(1), dice);
      while (slots.group(1).equals("otherCity") && phrase.equals(filled.get("city"))) {
        phrase = draw("otherCity", dice);
      }
      filled.put(slots.group(1), phrase);
    }
    return new SentencePair(
        SLOT.matcher(template.english()).replaceAll(slot -> filled.get(slot.group(1)).english()),
        SLOT.matcher(template.spanish()).replaceAll(slot -> filled.get(slot.group(1)).spanish()));
  }

  private static Phrase draw(String slot, Dice dice) {
    return switch (slot) {
      case "number", "otherNumber" -> number(genderless(dice));
      case "hour" -> number(dice.between(2, 12));
      case "few", "otherFew" -> number(dice.between(2, 9));
      default -> dice.oneOf(WORDS.get(slot));
    };
  }

  /** Spanish numbers that end in one agree in gender with what they count: they are left out. */
  private static int genderless(Dice dice) {
    int number = dice.between(2, 99);
    while (number % 10 == 1 && number != 11) {
      number = dice.between(2, 99);
    }
    return number;
  }

  private static Phrase number(int number) {
    return new Phrase(NumberWords.english(number), NumberWords.spanish(number));
  }

  private static List<Phrase> phrases(String table) {
    return Pattern.compile("\\|")
        .splitAsStream(table)
        .map(row -> row.split("="))
        .map(row -> new Phrase(row[0], row[1]))
        .toList();
  }
}
