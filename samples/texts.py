"""Public-domain texts: those of the sample pages, and others to learn from."""

PAGES = (
    (
        "Don Quijote de la Mancha",
        "es",
        "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que "
        "vivía un hidalgo de los de lanza en astillero, adarga antigua, rocín flaco y galgo "
        "corredor. Una olla de algo más vaca que carnero, salpicón las más noches, duelos y "
        "quebrantos los sábados, lantejas los viernes, algún palomino de añadidura los domingos, "
        "consumían las tres partes de su hacienda. El resto della concluían sayo de velarte, "
        "calzas de velludo para las fiestas, con sus pantuflos de lo mesmo, y los días de "
        "entresemana se honraba con su vellorí de lo más fino. Tenía en su casa una ama que "
        "pasaba de los cuarenta, y una sobrina que no llegaba a los veinte, y un mozo de campo y "
        "plaza, que así ensillaba el rocín como tomaba la podadera. Frisaba la edad de nuestro "
        "hidalgo con los cincuenta años; era de complexión recia, seco de carnes, enjuto de "
        "rostro, gran madrugador y amigo de la caza.",
    ),
    (
        "Au lecteur",
        "fr",
        "C'est ici un livre de bonne foi, lecteur. Il t'avertit, dès l'entrée, que je ne m'y "
        "suis proposé aucune fin, que domestique et privée. Je n'y ai eu nulle considération de "
        "ton service, ni de ma gloire : mes forces ne sont pas capables d'un tel dessein. Je "
        "l'ai voué à la commodité particulière de mes parents et amis : à ce que m'ayant perdu "
        "(ce qu'ils ont à faire bientôt) ils y puissent retrouver aucuns traits de mes "
        "conditions et humeurs, et que par ce moyen ils nourrissent plus entière et plus vive la "
        "connaissance qu'ils ont eue de moi. Si c'eût été pour rechercher la faveur du monde, je "
        "me fusse mieux paré et me présenterais en une marche étudiée. Je veux qu'on m'y voie en "
        "ma façon simple, naturelle et ordinaire, sans contention et artifice : car c'est moi "
        "que je peins.",
    ),
    (
        "Der Froschkönig",
        "de",
        "In den alten Zeiten, wo das Wünschen noch geholfen hat, lebte ein König, dessen Töchter "
        "waren alle schön, aber die jüngste war so schön, daß die Sonne selber, die doch so "
        "vieles gesehen hat, sich verwunderte, so oft sie ihr ins Gesicht schien. Nahe bei dem "
        "Schlosse des Königs lag ein großer dunkler Wald, und in dem Walde unter einer alten "
        "Linde war ein Brunnen; wenn nun der Tag recht heiß war, so ging das Königskind hinaus "
        "in den Wald und setzte sich an den Rand des kühlen Brunnens; und wenn sie Langeweile "
        "hatte, so nahm sie eine goldene Kugel, warf sie in die Höhe und fing sie wieder; und "
        "das war ihr liebstes Spielwerk.",
    ),
    (
        "Genesis",
        "en",
        "In the beginning God created the heaven and the earth. And the earth was without form, "
        "and void; and darkness was upon the face of the deep. And the Spirit of God moved upon "
        "the face of the waters. And God said, Let there be light: and there was light. And God "
        "saw the light, that it was good: and God divided the light from the darkness. And God "
        "called the light Day, and the darkness he called Night. And the evening and the morning "
        "were the first day. And God said, Let there be a firmament in the midst of the waters, "
        "and let it divide the waters from the waters. And God made the firmament, and divided "
        "the waters which were under the firmament from the waters which were above the "
        "firmament: and it was so.",
    ),
    (
        "Le Corbeau et le Renard",
        "fr",
        "Maître Corbeau, sur un arbre perché, tenait en son bec un fromage. Maître Renard, par "
        "l'odeur alléché, lui tint à peu près ce langage : « Hé ! bonjour, Monsieur du Corbeau. "
        "Que vous êtes joli ! que vous me semblez beau ! Sans mentir, si votre ramage se "
        "rapporte à votre plumage, vous êtes le Phénix des hôtes de ces bois. » À ces mots le "
        "Corbeau ne se sent pas de joie ; et pour montrer sa belle voix, il ouvre un large bec, "
        "laisse tomber sa proie. Le Renard s'en saisit, et dit : « Mon bon Monsieur, apprenez "
        "que tout flatteur vit aux dépens de celui qui l'écoute : cette leçon vaut bien un "
        "fromage, sans doute. » Le Corbeau, honteux et confus, jura, mais un peu tard, qu'on ne "
        "l'y prendrait plus.",
    ),
    (
        "Ecclesiastes",
        "en",
        "To every thing there is a season, and a time to every purpose under the heaven: A time "
        "to be born, and a time to die; a time to plant, and a time to pluck up that which is "
        "planted; A time to kill, and a time to heal; a time to break down, and a time to build "
        "up; A time to weep, and a time to laugh; a time to mourn, and a time to dance; A time "
        "to cast away stones, and a time to gather stones together; a time to embrace, and a "
        "time to refrain from embracing; A time to get, and a time to lose; a time to keep, and "
        "a time to cast away; A time to rend, and a time to sew; a time to keep silence, and a "
        "time to speak; A time to love, and a time to hate; a time of war, and a time of peace.",
    ),
)

LEARNING = (
    "The LORD is my shepherd; I shall not want. He maketh me to lie down in green pastures: he "
    "leadeth me beside the still waters. He restoreth my soul: he leadeth me in the paths of "
    "righteousness for his name's sake. Yea, though I walk through the valley of the shadow of "
    "death, I will fear no evil: for thou art with me; thy rod and thy staff they comfort me. "
    "Thou preparest a table before me in the presence of mine enemies: thou anointest my head "
    "with oil; my cup runneth over.",
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, "
    "must be in want of a wife. However little known the feelings or views of such a man may be "
    "on his first entering a neighbourhood, this truth is so well fixed in the minds of the "
    "surrounding families, that he is considered as the rightful property of some one or other "
    "of their daughters.",
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
    "conceived in Liberty, and dedicated to the proposition that all men are created equal. Now "
    "we are engaged in a great civil war, testing whether that nation, or any nation so "
    "conceived and so dedicated, can long endure. We are met on a great battle-field of that "
    "war.",
    "Call me Ishmael. Some years ago — never mind how long precisely — having little or no money "
    "in my purse, and nothing particular to interest me on shore, I thought I would sail about a "
    "little and see the watery part of the world. It is a way I have of driving off the spleen, "
    "and regulating the circulation.",
    "Le bon sens est la chose du monde la mieux partagée ; car chacun pense en être si bien "
    "pourvu, que ceux même qui sont les plus difficiles à contenter en toute autre chose n'ont "
    "point coutume d'en désirer plus qu'ils en ont. En quoi il n'est pas vraisemblable que tous "
    "se trompent : mais plutôt cela témoigne que la puissance de bien juger et distinguer le "
    "vrai d'avec le faux est naturellement égale en tous les hommes.",
    "La Cigale, ayant chanté tout l'été, se trouva fort dépourvue quand la bise fut venue : pas "
    "un seul petit morceau de mouche ou de vermisseau. Elle alla crier famine chez la Fourmi sa "
    "voisine, la priant de lui prêter quelque grain pour subsister jusqu'à la saison nouvelle. « "
    "Je vous paierai, lui dit-elle, avant l'août, foi d'animal, intérêt et principal. »",
    "L'homme est né libre, et partout il est dans les fers. Tel se croit le maître des autres, "
    "qui ne laisse pas d'être plus esclave qu'eux. Comment ce changement s'est-il fait ? Je "
    "l'ignore. Qu'est-ce qui peut le rendre légitime ? Je crois pouvoir résoudre cette question. "
    "Où sont les cœurs, les sœurs, les œuvres ? Ça et là ; Noël, naïf, ambiguë, île, hâte, gîte, "
    "brûler, août.",
    "Es war einmal eine kleine süße Dirne, die hatte jedermann lieb, der sie nur ansah, am "
    "allerliebsten aber ihre Großmutter, die wußte gar nicht, was sie alles dem Kinde geben "
    "sollte. Einmal schenkte sie ihm ein Käppchen von rotem Samt, und weil ihm das so wohl stand "
    "und es nichts anderes mehr tragen wollte, hieß es nur das Rotkäppchen.",
    "Wer reitet so spät durch Nacht und Wind? Es ist der Vater mit seinem Kind; er hat den "
    "Knaben wohl in dem Arm, er faßt ihn sicher, er hält ihn warm. Mein Sohn, was birgst du so "
    "bang dein Gesicht? Siehst, Vater, du den Erlkönig nicht? Den Erlenkönig mit Kron' und "
    "Schweif? Mein Sohn, es ist ein Nebelstreif. Übermut, Ärger, Öfen, Straße, Äpfel, Öl, Übel.",
    "Habe nun, ach! Philosophie, Juristerei und Medizin, und leider auch Theologie durchaus "
    "studiert, mit heißem Bemühn. Da steh' ich nun, ich armer Tor! und bin so klug als wie "
    "zuvor; heiße Magister, heiße Doktor gar, und ziehe schon an die zehen Jahr' herauf, herab "
    "und quer und krumm meine Schüler an der Nase herum.",
    "Nuestras vidas son los ríos que van a dar en la mar, que es el morir: allí van los señoríos "
    "derechos a se acabar y consumir; allí los ríos caudales, allí los otros medianos y más "
    "chicos; y llegados, son iguales los que viven por sus manos y los ricos. ¿Qué se hizo el "
    "rey don Juan? Los infantes de Aragón, ¿qué se hicieron? ¡Ay, mísero de mí, ay, infelice!",
    "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, "
    "tertiam qui ipsorum lingua Celtae, nostra Galli appellantur. Hi omnes lingua, institutis, "
    "legibus inter se differunt. Arma virumque cano, Troiae qui primus ab oris Italiam fato "
    "profugus Laviniaque venit litora. Quousque tandem abutere, Catilina, patientia nostra?",
)
