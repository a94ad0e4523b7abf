// What names, descriptions and people of made-up tasks consist of.

/** @typedef {"ASCII" | "beyond ASCII"} Text */

/**
 * @typedef {object} Words
 * @property {string[]} subjects one in four has the word that the filters look for
 * @property {string[]} actions
 * @property {string[]} people
 * @property {string[]} clauses of descriptions
 */

/** @type {Record<Text, Words>} */
export const WORDS = {
  ASCII: {
    subjects: ["North wing", "roof", "Baseline audit", "the \"old\" wall", "C:\\plans\\new", "O'Brien's roof", "Street 5", "100% check"],
    actions: ["survey", "demolition", "Concrete pour", "inspection", "hand-over", "wiring", "follow-up", "go-live"],
    people: ["Geoff McQueen", "Adrian Smalley", "Corley Energy", "Acme Inc", "Harbour and Sons", "Sujin Kumar"],
    clauses: [
      "ask for the key at the gate before eight",
      "the scaffold stays until the inspector has signed",
      "two crews, one lift, no deliveries on Friday",
      "photographs of every corner go into the report",
      "the customer wants a call the evening before",
      "cable trays first, then the panels on the second floor",
    ],
  },
  "beyond ASCII": {
    subjects: ["Überprüfung", "現場調査", "roof", "מרכז", "🚧 Baustelle", "naïve plan", "Ωmega", "O'Brien's roof"],
    actions: ["Abnahme", "設計", "façade", "تسليم", "测试", "wiring", "réception 🇫🇷", "überall"],
    people: ["Müller & Söhne", "株式会社さくら", "Łódź Logistics", "Zoë Kierkegård", "Nørrebro Byg", "美咲 田中"],
    clauses: [
      "Schlüssel vor acht Uhr am Tor abholen",
      "足場は検査が終わるまでそのまま",
      "deux équipes, un ascenseur, pas de livraison vendredi",
      "📷 photographs of every corner go into the report",
      "العميل يريد مكالمة في المساء السابق",
      "zuerst die Kabeltrassen, danach die Schränke im zweiten Stock",
    ],
  },
};
