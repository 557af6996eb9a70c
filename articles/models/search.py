"""What the public search knows of a story: one narrow row for each published revision."""

from __future__ import annotations

from django.db import models

from articles.models.articles import Article
from articles.models.columns import Column
from articles.models.revisions import Revision

CLASSES = 32  # of the neighbours of a rarer character, by the last bits of their codes
# The thousand most frequent characters: of two of them side by side the index knows exactly which, of any other pair
# the rarer character and its neighbour's class (articles 0011). Sorted by code.
FREQUENT = frozenset(
    "一七万三上下不与专且世业东两严个中丰临为主举久么义之乎乐九也习乡书买乱了争事二于云互五亚些交产京亮亲"
    "人亿什仅今介仍从他代令以们件价任份企伊众优会传伤伯似但位低住体何余作你使例供依侧便俄保信修倒候值假做"
    "停像儿元兄充先光克免党入全八公六兰共关兴兵其具典养内再写军农冲决况冷准减几出击刀分切划列刘则刚创初判"
    "利别到制刺刻前剑剧副力办功加务动助劳势包化北区医十千升半华协单卖南博占卫印危即却厂历压原去县参又及友"
    "双反发取受变口古句另只叫召可台史右叶号司吃各合同名后向吗否吧含听吴吸告员呢周味呼命和咱品哈响哥哪唐商"
    "啊善喜喝器四回因团园围固国图土在地场均坐块坚型城域基堂境墙增士声处备复夏外多夜够大天太夫央失头奇女她"
    "好如妇妈始姑姓委威娘子字存孙季学孩宁它守安宋完宗官定宜宝实审客宣室宫害家容密富察对导封射将小少尔尚就"
    "尼尽局层居届展属山岁岛岸州工左差己已巴市布师希帝带席帮常干平年并广庆序应底府度座庭康建开异式引弟张弹"
    "强归当录形彩影往征待很律得微德心必志忙快念忽怀态怎怕思急性怪总恩息恶情惊想意感愿慢成我或战户房所手才"
    "打执扩批找承技把投抗护报担拉招括拿持指按挥换据授掌排探接控推提支收改攻放政故效敌救教敢散数整文斗料断"
    "斯新方施旁旅族无既日旧早时昌明易星春是显晚普景暗曲更曾最月有服望朝期木未本术朱机杀杂权李材村条来杨松"
    "板极构林果枪架某查标树校样核根格案桥检植楚楼模次欢欧止正此步武死段殿母每毒比毕毛毫民气水永求汉江沉沙"
    "没河油治沿法波注泽洋洞洪洲活派流测济海消深清渐温港游湖湾源满演激火灵炮点烈热然照熟爱父爷片版牌牙牛物"
    "特状独献率玉王环现班球理甚生用田由甲电男画界留略病痛登白百的皇皮益监盘盛目直相省看真眼着督知短石矿研"
    "破础确示礼社祖神票禁福离种科秘积称移程稳究空穿突立站竟章端笑笔第等筑答策简算管米类精系素索紧红约级纪"
    "纳线练组细织终经结给绝统继续维编网罗罪置美群老考者而职联肉股育背胜胡能脑脚脸臣自至致航般船良色艺节花"
    "苏若苦英范茶荆草药获菜营落著蒙藏虽血行街衣补表被装襄西要见观规视觉角解言警计认让训议记讲许论设证评识"
    "诉词试诗话该语说请读谁调谈谷象负财责败货质贵费资赛走赶起超越足跟路身车转轮软轻载较辑输辖边达过迎运近"
    "还这进远连述追退送适选逐通速造遇道遗那邦部都鄂配酒采里重量金钟钱铁银销错镇长门问间闻队防阳阵阶阿附际"
    "陆陈降限院除险陵随难雄集雨雷需露青静非靠面革音顶项顺须顾顿预领题额风飞食饭馆首香马验骨高鱼鲜黄黑齐龙"
)


class HoldsKeys(models.Func):
    """Whether the text of a revision has all of these numbers (articles 0011), by the index over them."""

    # The very expression of the index, so that PostgreSQL uses it.
    template = "(newsroom_search_bag(%(expressions)s::integer[]))"
    arg_joiner = ") @> ("
    output_field = models.BooleanField()

    def __init__(self, revision_id: str, keys: list[int]) -> None:
        super().__init__(models.F(revision_id), models.Value(keys))


class HoldsOneOf(HoldsKeys):
    """Whether the text of a revision has any of these numbers."""

    arg_joiner = ") && ("


class SearchEntry(models.Model):
    """The published revision of an article in the index of the public search.

    A trigger on the article's row writes, moves and deletes it in the transaction that publishes, corrects, retracts
    or takes back, so no verb can forget it and nothing in Python may. It holds no text: the pairs of characters are
    read from the revision when it is indexed, which is safe since revisions and their parts are written once.
    """

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.PROTECT, related_name="search_entry")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField()
    # The revision's own, here again so that the newest of a column are found by one index however old they are.
    column = models.ForeignKey(Column, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """Latest first."""

        ordering = ["-published_at", "-article_id"]
        indexes = [
            models.Index(name="search_entry_by_date", fields=["-published_at", "-article"]),
            models.Index(name="search_entry_of_column", fields=["column", "-published_at", "-article"]),
        ]

    def __str__(self) -> str:
        return str(self.revision)
