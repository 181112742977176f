import { readFileSync } from 'node:fs'

/** Where the top of every leaked list comes from: these words, alone or with a few digits or signs around them. */
const WORDS = new Set(
  `password passwort passw0rd passord motdepasse contrasena wachtwoord haslo parola senha secret welcome willkommen changeme letmein access master
  login admin administrator root superuser guest default test testing tester testtest temp temporary system server computer internet windows
  microsoft google facebook yahoo hotmail samsung logitech toshiba packard nintendo playstation network security private business service
  qwerty qwertz azerty qwertyui qwertyuiop qwerasdf asdf asdfgh asdfghjk asdfghjkl asdfasdf asdfqwer zxcvbn zxcvbnm mnbvcxz poiuytrewq lkjhgfdsa
  abcdef abcdefg abcdefgh abcabc iloveyou ilovey loveyou loveme lovelove mylove lover lovers lovely forever babygirl babydoll sweetheart sweetie sweetpea
  sunshine princess football baseball basketball softball volleyball hockey soccer tennis golfer bowling lacrosse swimming fishing hunting sailing
  superman batman spiderman ironman wolverine catwoman superfly superstar rockstar starwars startrek stargate skywalker anakin hansolo bobafett
  pokemon pikachu naruto dragon dragonball dragons monkey tigger tiger tigers panther panthers lion eagle eagles falcon falcons raven ravens
  shadow hunter killer ranger rangers warrior samurai ninja knight wizard merlin gandalf aragorn legolas hobbit phoenix unicorn butterfly
  dolphin dolphins elephant penguin chicken turkey rabbit hamster goldfish catfish bluebird bulldog bulldogs wildcat wildcats cheetah leopard
  charlie maggie buster ginger pepper cookie cookies peanut pumpkin muffin snoopy garfield mickey minnie scooby scooter snowball snowman smokey
  michael michelle jennifer jessica jordan daniel danielle andrew andrea robert roberto william williams thomas joshua matthew nicholas nicole
  ashley amanda heather melissa samantha stephanie elizabeth elizabet victoria veronica vanessa jonathan christopher christin christina christian christine
  anthony patrick patricia richard charles alexander alexandra alexandre benjamin brandon brittany charlotte caroline kimberly kristina natasha nathalie
  catherine katherine kathleen margaret madison gabriel gabriela francesco francis frederic stephen steven sandra sabrina rebecca rachel jasmine jeffrey
  gregory timothy douglas kenneth lawrence raymond phillip barbara beatrice claudia courtney isabelle isabella valentina valentin fernando alejandro
  mustang corvette camaro ferrari porsche mercedes toyota yamaha suzuki kawasaki harley davidson cadillac chevelle chevrolet maverick cherokee wrangler
  yankees redsox lakers cowboys steelers packers raiders redskins patriots broncos dodgers giants redwings blackhawks arsenal chelsea liverpool
  manchester barcelona realmadrid juventus everton tottenham westham celtic bayern united
  metallica nirvana slipknot blink182 beatles eminem pearljam greenday zeppelin hendrix pantera deftones radiohead coldplay vanhalen rolling
  software hardware developer engineer explorer voyager enterprise atlantis atlantic pacific mountain waterfall rainbow thunder lightning
  midnight darkness darkside paradise heaven angel angels blessed blessing jesus jesuschrist christ faith freedom liberty justice infinity universe
  diamond diamonds platinum silver golden crystal emerald chocolate strawberry banana orange cherry apple apples peaches icecream cocacola coffee cheese
  summer winter autumn spring january february march april august september october november december monday friday saturday sunday birthday
  america american canada mexico brazil england scotland ireland germany deutschland france russia australia newyork chicago houston boston dallas
  florida california carolina virginia michigan colorado arizona alabama hawaii lasvegas london paris berlin hamburg amsterdam singapore shanghai
  beautiful handsome gorgeous precious darling honey honeybee sweetness friend friends friendship family brother sister mother father daddy
  bigdaddy badboy badgirl goodluck lucky lucky7 happy happiness smile success winner champion victory million millionaire dollar money
  trustno1 whatever nothing something anything remember password nopassword mypassword yourpassword thepassword newpassword nopass
  fuckyou fuckoff fuckme fucker fucking bullshit asshole bastard bitches dickhead shithead butthead jackass blowjob pussycat bigdick bigtits hardcore
  guitar guitarra drummer trombone trumpet musicman music dancer dreamer dreams cowboy fireman soldier marines airborne semperfi infantry police
  zaqwsx qazwsx qazwsxedc wsxedc qweasd qweasdzxc qwaszx edcrfv tgbyhn aassddff aabbcc billybob fredfred joejoe bigfoot bluesky bluemoon
  woaini woaini1314 aini nihao mima zhongguo shanghai wang zhang asdasd iloveu ihateyou marlboro budweiser heineken guinness corona
  chouchou doudou loulou soleil bonjour jetaime coucou azertyui tequiero teamo estrella mariposa bonita alejandra sebastian schalke04 schatz hallo
  minecraft fortnite counterstrike warcraft starcraft diablo overwatch roblox leagueoflegends callofduty assassin creeper gamer gaming zelda mario sonic
  scorpion godzilla brooklyn einstein creative bollocks poohbear maryjane spitfire anderson drowssap marshall franklin snickers westside freeuser
  freepass peekaboo budlight electric swordfish passport rolltide mitchell cardinal airplane scarface wolfpack stingray simpson simpsons loverboy
  tarheels wolfgang pakistan thailand hercules pavilion darkstar sterling cheyenne longhorn presario devildog blizzard harrison hellfire lonewolf
  fireball morpheus hotstuff goldberg wrinkle1 consumer serenity bigboobs highland seminole airforce hamilton buckeyes pleasure babylon savannah
  concrete shamrock wordpass predator marathon montreal stallion sundance renegade hollywood stocking geronimo campbell chandler creampie mongoose
  clifford raistlin sherlock dietcoke ultimate drpepper lesbians morrison thuglife stonecold stardust waterloo standard hannibal frontier spanking
  japanese marseille ilovegod hello flower george john johnny mike david james jason peter frank steve kevin brian scott justin jack harry oliver
  rose lily emma sarah laura maria marie anna julia monica sophie spencer walter oscar rocky lucky buddy bella daisy molly sasha
  shelby sparky duke bear wolf hawk cobra viper spider rocket bullet hammer storm pirate zombie vampire ghost angelo marcus carlos antonio
  chatgpt deepseek openai aichat claude`.split(/\s+/),
)

const KEYBOARD_ROWS = [
  '1234567890',
  '0987654321',
  'qwertyuiop',
  'poiuytrewq',
  'asdfghjkl',
  'lkjhgfdsa',
  'zxcvbnm',
  'mnbvcxz',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
]
/** Down or across the keys, and other hands' habits. */
const WALKS = [
  '1qaz2wsx3edc4rfv',
  '1q2w3e4r5t6y7u8i',
  'q1w2e3r4t5y6u7i8',
  'zaq12wsxcde34rfv',
  'zaq1xsw2cde3',
  '!qaz@wsx#edc',
  '1a2s3d4f5g',
  'a1s2d3f4g5',
  'a1b2c3d4e5f6',
  '1a2b3c4d5e6f',
  'qazxswedcvfr',
  'qwerasdfzxcv',
  'asdfzxcv',
  '1234qwerasdf',
  'qwer1234asdf',
  'asdf1234qwer',
  'abc123abc123',
  '123qweasdzxc',
  'qwe123asd456',
  '1qazxsw2',
  'qwe123qwe',
  'asd123asd',
  '147258369',
  '741852963',
  '123454321',
  'ncc1701d',
  'ncc1701e',
  'rush2112',
  'red12345',
  'q1w2e3r4',
]

/** Beyond this length a repetition or a row of keys is on no list. */
const LONG = 20

const LEET: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' }

const unleet = (text: string): string => text.replaceAll(/[013457@$!]/g, (sign) => LEET[sign] ?? sign)

/** One of the words, or the first eight letters or more of one: old systems cut them there. */
const isWord = (text: string): boolean => WORDS.has(text) || (text.length >= 8 && [...WORDS].some((word) => word.startsWith(text)))

/** A word with at most six digits or signs around it. */
function isWordWithTrimmings(text: string): boolean {
  const core = text.replace(/^[^a-z]{1,6}/, '').replace(/[^a-z]{1,6}$/, '')
  const leet = unleet(text)
  const leetCore = unleet(text.replace(/[\d!@#$%.*_-]{1,4}$/, ''))
  return [text, core, leet, leetCore].some(isWord)
}

/** `abab`, `abcabc`, `aaaaaaaa`: four characters or fewer, again and again; or one half twice. */
const isRepetition = (text: string): boolean => /^(.{1,4})\1+.{0,3}$/su.test(text) || /^(.{3,10})\1$/su.test(text)

/** `1122334455`, `aaaa1111`: runs of the same key. */
const isRuns = (text: string): boolean => /^(?:(.)\1+)+$/su.test(text) && new Set(text).size <= text.length / 2

/** Parts of keyboard rows, three keys or more each: `qwerty123`, `123456asdf`. */
function isKeyboardWalk(text: string): boolean {
  if (WALKS.some((walk) => walk.includes(text) || text.startsWith(walk))) return true
  let at = 0
  while (at < text.length) {
    const step = longestStep(text, at)
    if (step < 3) return false
    at += step
  }
  return true
}

function longestStep(text: string, at: number): number {
  let step = text.length - at
  while (step >= 3 && !KEYBOARD_ROWS.some((row) => row.includes(text.slice(at, at + step)))) step--
  return step
}

/** A date, a telephone number, a row of digits, perhaps with initials: the first that anybody tries. */
const isShortNumber = (text: string): boolean =>
  text.length <= 11 && /^[a-z]{0,3}\d+[a-z]{0,3}[!.@#]?$/.test(text) && text.replaceAll(/\D/g, '').length >= 5

const readList = (): ReadonlySet<string> => new Set(readFileSync(new URL('commonPasswords.txt', import.meta.url), 'utf8').split('\n'))

let listed: ReadonlySet<string> | null = null

/** Of the ten thousand most common passwords of two well-known leaks those that the rules above miss; read when first needed. */
const isListed = (text: string): boolean => (listed ??= readList()).has(text)

/** Whether a password (eight characters or more) is one of those that are guessed first. */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase().trim()
  if (text.length >= LONG) return WORDS.has(text)
  const follows = isShortNumber(text) || isWordWithTrimmings(text) || isRepetition(text) || isRuns(text) || isKeyboardWalk(text)
  return follows || isListed(text)
}
