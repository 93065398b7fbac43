"""The closed domain: eighteen kinds of news sentences, each in English and in Spanish."""
import hashlib
import random

EN_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
EN_TENS = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty", 6: "sixty", 7: "seventy", 8: "eighty", 9: "ninety"}
ES_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis "
    "veintisiete veintiocho veintinueve"
).split()
ES_TENS = {3: "treinta", 4: "cuarenta", 5: "cincuenta", 6: "sesenta", 7: "setenta", 8: "ochenta", 9: "noventa"}

CITIES = [
    ("London", "Londres"),
    ("Madrid", "Madrid"),
    ("Paris", "París"),
    ("Berlin", "Berlín"),
    ("Rome", "Roma"),
    ("Tokyo", "Tokio"),
    ("New York", "Nueva York"),
    ("Chicago", "Chicago"),
]
WHEN = [
    ("today", "hoy"),
    ("tomorrow", "mañana"),
    ("tonight", "esta noche"),
    ("on Monday", "el lunes"),
    ("on Friday", "el viernes"),
    ("on Sunday", "el domingo"),
]
DIRECTIONS = [("north", "norte"), ("south", "sur"), ("east", "este"), ("west", "oeste")]
GREETINGS = [("morning", "buenos días"), ("afternoon", "buenas tardes"), ("evening", "buenas noches")]
WEATHER = [("rain", "lluvia"), ("snow", "nieve"), ("strong wind", "viento fuerte"), ("fog", "niebla")]
MINISTRIES = [
    ("health", "salud"),
    ("finance", "finanzas"),
    ("transport", "transporte"),
    ("education", "educación"),
]
CLOSING = ("thank you for watching and good night", "gracias por vernos y buenas noches")


def english_number(n):
    if n < 20:
        return EN_SMALL[n]
    return EN_TENS[n // 10] + ("" if n % 10 == 0 else " " + EN_SMALL[n % 10])


def spanish_number(n):
    if n < 30:
        return ES_SMALL[n]
    return ES_TENS[n // 10] + ("" if n % 10 == 0 else " y " + ES_SMALL[n % 10])


def any_number(rng):
    """2 … 99, but none that ends in "uno": it would have to agree in gender."""
    n = rng.randint(2, 99)
    while n % 10 == 1 and n != 11:
        n = rng.randint(2, 99)
    return n


def sentence_pair(rng):
    """One sentence in English and in Spanish. The order of the draws is part of the recipe."""
    kind = rng.randrange(18)
    city, other = rng.choice(CITIES), rng.choice(CITIES)
    while other == city:
        other = rng.choice(CITIES)
    when, n, m = rng.choice(WHEN), any_number(rng), any_number(rng)
    en, es = english_number, spanish_number
    (c, ce), (o, oe), (w, we) = city, other, when
    if kind == 0:
        part, greeting = rng.choice(GREETINGS)
        return f"good {part} and welcome to the news from {c}", f"{greeting} y bienvenidos a las noticias de {ce}"
    if kind == 1:
        return f"the temperature in {c} is {en(n)} degrees", f"la temperatura en {ce} es de {es(n)} grados"
    if kind == 2:
        sky, cielo = rng.choice(WEATHER)
        side, lado = rng.choice(DIRECTIONS)
        return f"we expect {sky} in the {side} of the country {w}", f"esperamos {cielo} en el {lado} del país {we}"
    if kind == 3:
        return (
            f"{c} beat {o} by {en(n)} points to {en(m)}",
            f"{ce} venció a {oe} por {es(n)} puntos a {es(m)}",
        )
    if kind == 4:
        hour = rng.randint(2, 12)
        return (
            f"the president will speak in {c} at {en(hour)} o'clock {w}",
            f"el presidente hablará en {ce} a las {es(hour)} {we}",
        )
    if kind == 5:
        up = rng.random() < 0.5
        return (
            f"stocks in {c} {'rose' if up else 'fell'} {en(n)} percent",
            f"las acciones en {ce} {'subieron' if up else 'cayeron'} un {es(n)} por ciento",
        )
    if kind == 6:
        return (
            f"there is heavy traffic on the road from {c} to {o}",
            f"hay mucho tráfico en la carretera de {ce} a {oe}",
        )
    if kind == 7:
        minutes = rng.randint(2, 9)
        return f"we will be back in {en(minutes)} minutes", f"volveremos en {es(minutes)} minutos"
    if kind == 8:
        return (
            f"police say {en(n)} people were injured in {c}",
            f"la policía dice que {es(n)} personas resultaron heridas en {ce}",
        )
    if kind == 9:
        of, de = rng.choice(MINISTRIES)
        return f"the minister of {of} resigned in {c}", f"el ministro de {de} dimitió en {ce}"
    if kind == 10:
        return f"this is breaking news from {c}", f"esta es una noticia de última hora desde {ce}"
    if kind == 11:
        return (
            f"the train from {c} to {o} is {en(n)} minutes late",
            f"el tren de {ce} a {oe} lleva {es(n)} minutos de retraso",
        )
    if kind == 12:
        side, lado = rng.choice(DIRECTIONS)
        return (
            f"a fire in the {side} of {c} is now under control",
            f"un incendio en el {lado} de {ce} ya está bajo control",
        )
    if kind == 13:
        a, b = rng.randint(2, 9), rng.randint(2, 9)
        return f"the final score is {en(a)} to {en(b)}", f"el resultado final es de {es(a)} a {es(b)}"
    if kind == 14:
        return (
            f"thousands of people marched in the streets of {c} {w}",
            f"miles de personas marcharon por las calles de {ce} {we}",
        )
    if kind == 15:
        return f"the price of oil is {en(n)} dollars", f"el precio del petróleo es de {es(n)} dólares"
    if kind == 16:
        return f"the match between {c} and {o} begins {w}", f"el partido entre {ce} y {oe} comienza {we}"
    return CLOSING


def held_out(english):
    """A tenth of the sentences, chosen by their digest, is never trained on."""
    return hashlib.md5(english.encode()).digest()[0] % 10 == 0


def vocabulary():
    """All words of both languages."""
    rng, english, spanish = random.Random(7), set(), set()
    for _ in range(4000):
        a, b = sentence_pair(rng)
        english |= set(a.split())
        spanish |= set(b.split())
    return sorted(english), sorted(spanish)
